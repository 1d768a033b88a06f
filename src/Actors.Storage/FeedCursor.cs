using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Actors.Storage;

/// <summary>A place in the feed of every database. Opaque to users: base64url of "1;transaction.row;transaction.row...".</summary>
public sealed record FeedCursor
{
    private const string FormatVersion = "1";

    private FeedCursor(ImmutableArray<FeedPosition> positions) => Positions = positions;

    public ImmutableArray<FeedPosition> Positions { get; }

    public static FeedCursor At(params IEnumerable<FeedPosition> positions) => new([.. positions]);

    /// <summary>Before the first event.</summary>
    public static FeedCursor Start(int databases) => At(Enumerable.Repeat(default(FeedPosition), databases));

    public FeedCursor With(int database, FeedPosition position) => new(Positions.SetItem(database, position));

    public override string ToString()
    {
        var text = new StringBuilder(FormatVersion);
        foreach (var position in Positions)
        {
            text.Append(CultureInfo.InvariantCulture, $";{position.Transaction}.{position.Row}");
        }

        return Base64Url.EncodeToString(Encoding.ASCII.GetBytes(text.ToString()));
    }

    /// <summary>Reads a cursor back; null if the text is not one.</summary>
    public static FeedCursor? TryParse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 4096 || !Base64Url.IsValid(text)) return null;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split(';');
        if (parts.Length < 2 || parts[0] != FormatVersion) return null;
        var positions = ImmutableArray.CreateBuilder<FeedPosition>(parts.Length - 1);
        foreach (var part in parts.Skip(1))
        {
            var dot = part.IndexOf('.', StringComparison.Ordinal);
            if (dot < 1
                || !long.TryParse(part.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var transaction)
                || !long.TryParse(part.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var row))
            {
                return null;
            }

            positions.Add(new FeedPosition(transaction, row));
        }

        return new FeedCursor(positions.ToImmutable());
    }
}

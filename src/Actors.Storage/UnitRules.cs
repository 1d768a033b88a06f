using System.Text;

namespace Actors.Storage;

/// <summary>The limits of a unit, checked before it can meet its neighbours in a batch.</summary>
internal static class UnitRules
{
    internal const int RequestIdLengthMax = 512;
    private const int FacetLengthMax = 512;
    private const int TagsMax = 32;

    // Far beyond any use, and near enough for every database's calendar.
    private static readonly TimeSpan FarthestMax = TimeSpan.FromDays(36_500);

    internal static void Check(RecordUnit unit)
    {
        if (unit.Key.Kind is null) throw new ArgumentException("The unit has no key; make one with RecordKey.Create.", nameof(unit));
        Require(unit.Action is UnitAction.Insert or UnitAction.Update or UnitAction.Delete, $"the action {unit.Action} is not one");
        Require(unit.VersionStep >= 1, $"the version step is {unit.VersionStep}; it is at least 1");
        Require(unit.ExpectedVersion >= 0, $"the expected version is {unit.ExpectedVersion}; it is at least 0");
        Require(unit.ExpectedVersion <= long.MaxValue - unit.VersionStep, "the version has reached its end and cannot rise");
        var bytes = unit.State.Length > RecordUnit.StateBytesMax ? unit.State.Length : Encoding.UTF8.GetByteCount(unit.State);
        Require(bytes <= RecordUnit.StateBytesMax, $"the state has {bytes} bytes; at most {RecordUnit.StateBytesMax} are kept");
        Require(unit.Tags.Length <= TagsMax, $"there are {unit.Tags.Length} tags; at most {TagsMax} are kept");
        Text(unit.State, "state");
        Require(unit.Due.After is not { } due || due <= FarthestMax, $"it is due in {unit.Due.After}; at most {FarthestMax.TotalDays} days are kept");
        Facet(unit.Status, "status");
        foreach (var tag in unit.Tags) Facet(tag, "tag");
        foreach (var receipt in unit.Receipts)
        {
            Require(receipt.RequestId.Length is > 0 and <= RequestIdLengthMax, $"a request id has 1 to {RequestIdLengthMax} characters");
            Text(receipt.RequestId, "request id");
            Text(receipt.Reply, "reply");
            Require(receipt.Retention > TimeSpan.Zero && receipt.Retention <= FarthestMax, $"a receipt is kept for {receipt.Retention}; above 0 and at most {FarthestMax.TotalDays} days are possible");
        }

        Require(
            unit.Receipts.Length < 2 || unit.Receipts.Select(receipt => receipt.RequestId).Distinct(StringComparer.Ordinal).Count() == unit.Receipts.Length,
            "two of its receipts have the same request id");

        foreach (var @event in unit.Events)
        {
            Facet(@event.Type, "event type");
            Text(@event.Data, "event");
        }

        void Facet(string text, string what)
        {
            Require(text.Length <= FacetLengthMax, $"a {what} has {text.Length} characters; at most {FacetLengthMax} are kept");
            Text(text, what);
        }

        void Text(string text, string what)
            => Require(StoredText.CanBeKept(text), $"a {what} has a NUL character or a lone surrogate, which no database keeps");

        void Require(bool holds, string wrong)
        {
            if (!holds) throw new ArgumentException($"The unit for '{unit.Key}' cannot be stored: {wrong}.", nameof(unit));
        }
    }

    /// <summary>Roughly what a unit adds to a batch, in characters: enough to keep batches small.</summary>
    internal static int Size(RecordUnit unit)
    {
        var size = unit.State.Length + 200;
        foreach (var @event in unit.Events) size += @event.Data.Length;
        foreach (var receipt in unit.Receipts) size += receipt.Reply.Length;
        return size;
    }
}

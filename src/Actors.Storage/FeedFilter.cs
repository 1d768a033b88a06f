namespace Actors.Storage;

/// <summary>
/// Which events to read. A <see cref="Kind"/> covers the kinds below it: "entity" is every entity type; null is all.
/// </summary>
public sealed record FeedFilter(string? Kind = null, string KeyPrefix = "")
{
    public bool Matches(RecordKey key)
        => (Kind is null || key.Kind == Kind || IsBelow(key.Kind, Kind))
            && key.Key.StartsWith(KeyPrefix, StringComparison.Ordinal);

    private static bool IsBelow(string kind, string parent)
        => kind.Length > parent.Length && kind[parent.Length] == '/' && kind.StartsWith(parent, StringComparison.Ordinal);
}

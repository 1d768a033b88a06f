namespace Actors.Storage;

/// <summary>
/// Which events to read. A <see cref="Kind"/> that ends in '/' is a prefix ("entity/" is every entity type); null is all.
/// </summary>
public sealed record FeedFilter(string? Kind = null, string KeyPrefix = "")
{
    public bool Matches(RecordKey key)
        => (Kind is null || (Kind.EndsWith('/') ? key.Kind.StartsWith(Kind, StringComparison.Ordinal) : key.Kind == Kind))
            && key.Key.StartsWith(KeyPrefix, StringComparison.Ordinal);
}

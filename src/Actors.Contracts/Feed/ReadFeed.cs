namespace Actors.Feed;

/// <summary>A read of the feed.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Feed.ReadFeed")]
public sealed record ReadFeed
{
    /// <summary>A cursor from an earlier batch; "" is the very first event; null is now.</summary>
    [Id(0)]
    public string? After { get; init; }

    /// <summary>A kind such as "lock" or "entity/stock", a pillar such as "entity" (all its kinds), or null for all.</summary>
    [Id(1)]
    public string? Kind { get; init; }

    /// <summary>The beginning of the key, or "".</summary>
    [Id(2)]
    public string Prefix { get; init; } = "";

    /// <summary>Most rows to look at, 1 to 1,000.</summary>
    [Id(3)]
    public int Limit { get; init; } = 100;

    /// <summary>How long to wait for a first event, 0 to 5 s.</summary>
    [Id(4)]
    public TimeSpan Wait { get; init; }
}

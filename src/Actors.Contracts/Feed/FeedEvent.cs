namespace Actors.Feed;

/// <summary>One event: something that was committed.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Feed.FeedEvent")]
public sealed record FeedEvent
{
    /// <summary>Resumes right after this event.</summary>
    [Id(0)]
    public required string Cursor { get; init; }

    /// <summary>The kind of record, such as "entity/stock".</summary>
    [Id(1)]
    public required string Kind { get; init; }

    /// <summary>The record's key.</summary>
    [Id(2)]
    public required string Key { get; init; }

    /// <summary>The record's version after the commit.</summary>
    [Id(3)]
    public required long Version { get; init; }

    /// <summary>What happened, in the past tense and kebab case: "lock-broken".</summary>
    [Id(4)]
    public required string Type { get; init; }

    /// <summary>When, by the database's clock.</summary>
    [Id(5)]
    public required DateTimeOffset At { get; init; }

    /// <summary>JSON text.</summary>
    [Id(6)]
    public required string Data { get; init; }
}

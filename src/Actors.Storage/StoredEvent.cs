namespace Actors.Storage;

/// <summary>An event as read from the feed. <see cref="Data"/> is JSON text.</summary>
public sealed record StoredEvent
{
    public required FeedPosition Position { get; init; }

    public required RecordKey Key { get; init; }

    /// <summary>The version of the record after the commit that wrote this event.</summary>
    public required long Version { get; init; }

    public required string Type { get; init; }

    public required string Data { get; init; }

    public required DateTimeOffset At { get; init; }
}

using System.Collections.Immutable;

namespace Actors.Storage;

/// <summary>A row as read. All instants are the database's.</summary>
public sealed record StoredRecord
{
    public required RecordKey Key { get; init; }

    public required long Version { get; init; }

    /// <summary>JSON text.</summary>
    public required string State { get; init; }

    public required string Status { get; init; }

    public required ImmutableArray<string> Tags { get; init; }

    public required DateTimeOffset? DueAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

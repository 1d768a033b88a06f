using System.Collections.Immutable;
using Actors.Storage;

namespace Actors.Entities;

/// <summary>What is stored of an entity: the type's own state in an envelope.</summary>
internal sealed record EntityState
{
    /// <summary>The status that rows of entities are listed by.</summary>
    internal const string Present = "present";

    /// <summary>The status of rows without an entity: receipts needed a row to be written with, or fences one to be kept in.</summary>
    internal const string Absent = "absent";

    /// <summary>The type's own state; null if there is no entity, only marks: that an undo came before its do, or the fences.</summary>
    public EntityValue? State { get; init; }

    public ImmutableArray<string> Tags { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When the entity is no more; null is never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The time to live that a command gave, in place of the type's.</summary>
    public TimeSpan? OwnTtl { get; init; }

    /// <summary>
    /// When the row is due, as far as we have told the store. It may be early: it is moved on when a sweeper finds it so, which
    /// spares a sliding expiry an index write per command.
    /// </summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The highest token met of each fence; null if there never was one.</summary>
    public ImmutableSortedDictionary<string, long>? Fences { get; init; }

    /// <summary>Whether the entity exists at a moment.</summary>
    internal bool IsLive(DateTimeOffset now) => State is not null && !(ExpiresAt <= now);

    /// <summary>Sets <see cref="DueAt"/> to a moment, and says what that does to the row's column.</summary>
    internal (EntityState State, DueChange Due) DueOn(DateTimeOffset? at, DateTimeOffset now) => (
        this with { DueAt = at },
        at is { } due ? DueChange.In(due - now) : DueChange.Never);
}

using System.Collections.Immutable;
using Actors.Leases;

namespace Actors.Sessions;

/// <summary>What is stored of a session. What hangs on it is not: those holds are stored where they are held.</summary>
internal sealed record SessionState
{
    /// <summary>Its id is the session's; its token tells this session from an earlier one of the same id.</summary>
    public required Lease Lease { get; init; }

    /// <summary>When it ended, by the database's clock; null while it is open. Once set it stays so.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The highest number that was given to a note.</summary>
    public long LastNote { get; init; }

    /// <summary>What the owner has not said to have seen, oldest first.</summary>
    public ImmutableArray<SessionNote> Notes { get; init; } = [];
}

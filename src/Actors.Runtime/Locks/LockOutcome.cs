using System.Collections.Immutable;

namespace Actors.Locks;

/// <summary>What one decision comes to: the asker's answer, and what happened on the way.</summary>
/// <param name="Reply">To who asked.</param>
/// <param name="Granted">To the requests whose turn it was, as far as they were granted.</param>
/// <param name="Ended">The grants that ended.</param>
internal sealed record LockOutcome(
    LockReply Reply, ImmutableArray<LockReply.Granted> Granted, ImmutableArray<EndedLease> Ended);

namespace Actors.Locks;

/// <summary>What one decision comes to: the asker's answer, and what happened on the way.</summary>
/// <param name="Reply">To who asked.</param>
/// <param name="Granted">To the request whose turn it was, if it was granted.</param>
/// <param name="Ended">The grant that ended, if one did.</param>
internal sealed record LockOutcome(LockReply Reply, LockReply.Granted? Granted, EndedLease? Ended);

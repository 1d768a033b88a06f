namespace Actors.Locks;

/// <summary>
/// Gives a grant back, or gives up waiting for it. Repeatable; never touches another's grant.
/// </summary>
/// <param name="LeaseId">The grant, which is the id of the request that asked for it.</param>
/// <param name="Early">
/// Whether a session's grant may be answered before its end is durable. A crash can undo that: then the session is told
/// <see cref="Sessions.SessionNoteKind.Confirm"/> when somebody wants the lock, and whoever sends this has to answer that. Default: false.
/// </param>
[GenerateSerializer, Immutable, Alias("Actors.Locks.ReleaseLock")]
public sealed record ReleaseLock([property: Id(0)] string LeaseId, [property: Id(1)] bool Early = false);

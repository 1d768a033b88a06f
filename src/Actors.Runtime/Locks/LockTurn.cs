namespace Actors.Locks;

/// <summary>What a machine is told of the queue: who gets the lock if it is or becomes free, and how many wait.</summary>
/// <param name="Next">Null if nobody waits, or if nobody's turn has come.</param>
/// <param name="Waiting">Everyone in the queue, <paramref name="Next"/> and the asker included.</param>
internal readonly record struct LockTurn(LockCall? Next, int Waiting);

namespace Actors.Locks;

/// <summary>What a machine is told of the queue: whose turn it is, and how many wait.</summary>
/// <param name="Line">
/// Who is granted next, as far as what they ask for goes together: nobody is served before one that stands before it in this
/// line. Null if nobody waits, or if nobody's turn has come.
/// </param>
/// <param name="Waiting">Everyone in the queue, <paramref name="Line"/> and the asker included.</param>
internal readonly record struct LockTurn(IReadOnlyList<LockCall>? Line, int Waiting);

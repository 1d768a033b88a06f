namespace Actors.Locks;

/// <summary>One wait of a circle.</summary>
/// <param name="Lock">What is waited for.</param>
/// <param name="Waiter">Who waits.</param>
/// <param name="Blocker">Who is in its way there: a holder, or one who waits before it.</param>
internal sealed record LockCycleStep(string Lock, LockTraceEntry Waiter, LockTraceEntry Blocker)
{
    /// <summary>Whether both saw the same request waiting for the same grant or request.</summary>
    internal bool IsSame(LockCycleStep other) => Lock == other.Lock && Waiter.LeaseId == other.Waiter.LeaseId
        && Blocker.LeaseId == other.Blocker.LeaseId && Blocker.FencingToken == other.Blocker.FencingToken;
}

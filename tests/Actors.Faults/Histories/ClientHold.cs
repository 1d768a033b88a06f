using Actors.Leaders;
using Actors.Locks;

namespace Actors.Faults.Histories;

/// <summary>What a .NET client holds: a lock or a role.</summary>
/// <param name="Id">What its renewals name: the lease or the candidate.</param>
/// <param name="Together">How many may hold it together.</param>
internal sealed record ClientHold(string Name, long Token, string Id, int Together, IAsyncDisposable Handle, CancellationToken Lost)
{
    internal static ClientHold Of(LockHandle handle, int together)
        => new(handle.Name, handle.FencingToken, handle.LeaseId, together, handle, handle.Lost);

    internal static ClientHold Of(LeaderHandle handle) => new(handle.Role, handle.Term, handle.Candidate, Together: 1, handle, handle.Lost);
}

using Actors.Leaders;
using Actors.Locks;

namespace Actors.Faults.Histories;

/// <summary>What a .NET client holds: a lock or a role.</summary>
/// <param name="Id">What its renewals name: the lease or the candidate.</param>
internal sealed record ClientHold(string Name, long Token, string Id, IAsyncDisposable Handle, CancellationToken Lost)
{
    internal static ClientHold Of(LockHandle handle) => new(handle.Name, handle.FencingToken, handle.LeaseId, handle, handle.Lost);

    internal static ClientHold Of(LeaderHandle handle) => new(handle.Role, handle.Term, handle.Candidate, handle, handle.Lost);
}

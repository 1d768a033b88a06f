using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Actors.Locks;

/// <summary>
/// The requests that have ended in this activation: granted and ended, given up, or denied. The row stores the last few, and a hot
/// lock has a thousand a second; this keeps a late duplicate of any of them from being granted anew.
/// <para>
/// Of each it keeps a hash of 16 bytes and no object of its own: the garbage collector has to move what lives as long as this, and
/// with the requests' texts and grants it was some 660 bytes each, 2.7 MB for a hot lock (seen).
/// </para>
/// </summary>
internal sealed class LockMemory(TimeProvider time)
{
    /// <summary>How many are shown as history.</summary>
    private const int ShownMax = 64;

    private const int KeptMax = 4096;

    // Many times as long as any call is repeated for.
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    // Nobody can choose a request id whose hash is another's.
    private static readonly long Seed = Random.Shared.NextInt64();

    private readonly Queue<(UInt128 Request, long Since)> _order = [];
    private readonly Dictionary<UInt128, LockPast> _ended = [];
    private readonly LinkedList<EndedLease> _shown = [];

    /// <summary>The last grants that ended in this activation, latest first.</summary>
    internal IReadOnlyCollection<EndedLease> Shown => _shown;

    /// <summary>What is kept of an owner's name, to tell it from another's.</summary>
    internal static ulong OwnerMark(string owner) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(owner.AsSpan()), Seed);

    internal LockPast? Find(string requestId) => _ended.TryGetValue(Hash(requestId), out var past) ? past : null;

    internal void Add(EndedLease ended)
    {
        Add(ended.LeaseId, new LockPast(LockRefusals.Gone(ended.How, ended.Reason), ended.How == LockEnd.Released, OwnerMark(ended.Owner)));
        _shown.AddFirst(ended);
        if (_shown.Count > ShownMax) _shown.RemoveLast();
    }

    internal void Add(string requestId, LockPast past)
    {
        var request = Hash(requestId);
        if (!_ended.TryAdd(request, past)) return;
        _order.Enqueue((request, time.GetTimestamp()));
        while (_order.Count > KeptMax || time.GetElapsedTime(_order.Peek().Since) > KeptFor) _ended.Remove(_order.Dequeue().Request);
    }

    private static UInt128 Hash(string requestId) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(requestId.AsSpan()), Seed);
}

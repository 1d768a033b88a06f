namespace Actors.Locks;

/// <summary>
/// The requests that have ended in this activation: granted and ended, given up, or denied. The row stores the last few, and a hot
/// lock has a thousand a second; this keeps a late duplicate of any of them from being granted anew.
/// </summary>
internal sealed class LockMemory
{
    /// <summary>How many are shown as history.</summary>
    private const int ShownMax = 64;

    private const int KeptMax = 4096;

    private readonly Queue<string> _order = [];
    private readonly Dictionary<string, LockPast> _ended = [];
    private readonly LinkedList<EndedLease> _shown = [];

    /// <summary>The last grants that ended in this activation, latest first.</summary>
    internal IReadOnlyCollection<EndedLease> Shown => _shown;

    internal LockPast? Find(string requestId) => _ended.TryGetValue(requestId, out var past) ? past : null;

    internal void Add(EndedLease ended)
    {
        Add(ended.LeaseId, new LockPast(ended, LockRefusals.Gone(ended.How, ended.Reason)));
        _shown.AddFirst(ended);
        if (_shown.Count > ShownMax) _shown.RemoveLast();
    }

    internal void Add(string requestId, LockPast past)
    {
        if (!_ended.TryAdd(requestId, past)) return;
        _order.Enqueue(requestId);
        if (_order.Count > KeptMax) _ended.Remove(_order.Dequeue());
    }
}

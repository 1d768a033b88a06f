using Actors.Records;

namespace Actors.Locks;

/// <summary>
/// Who waits for a lock, in the order of their tickets. In memory only: waiters poll, so each brings its ticket along to the next
/// activation. Fairness rests on this, safety does not. Time comes in as an argument.
/// </summary>
internal sealed class LockQueue(long epoch, LockQueueRules rules)
{
    private const int CancelledMax = 256;

    private readonly List<LockSeat> _seats = [];
    private readonly Queue<string> _cancelledOrder = [];
    private readonly Dictionary<string, bool> _cancelled = [];
    private long _sequence;

    internal IReadOnlyList<LockSeat> Seats => _seats;

    internal LockSeat? Find(string requestId) => _seats.Find(seat => seat.Request.RequestId == requestId);

    /// <summary>The place in line: 1 is next.</summary>
    internal int PositionOf(LockSeat seat) => _seats.IndexOf(seat) + 1;

    /// <summary>Returns why a request may not poll, or null.</summary>
    internal LockReply.Refused? Refuse(AcquireLock request)
    {
        if (_cancelled.ContainsKey(request.RequestId))
        {
            return new LockReply.Refused(new Refusal(ErrorCode.LeaseExpired, "The request was given up before it came. Use a new request id."));
        }

        if (Find(request.RequestId) is { } seat) return LockMachine.IsSame(seat.Request, request) ? null : LockMachine.Reused(request.RequestId);
        return _seats.Count < rules.WaitersMax || request.Wait <= TimeSpan.Zero
            ? null
            : new LockReply.Refused(new Refusal(
                ErrorCode.TooManyWaiters, $"{rules.WaitersMax} requests wait for the lock, which is the most that may. Try again later.")
                .With("retryAfterSeconds", "1"));
    }

    /// <summary>Takes a seat, or opens the poll of the one that the request has.</summary>
    internal LockSeat Poll(AcquireLock request, Moment now)
    {
        if (Find(request.RequestId) is not { } seat)
        {
            seat = new LockSeat(request.Ticket ?? new LockTicket(epoch, ++_sequence), now.Utc);
            var index = _seats.FindLastIndex(other => other.Ticket <= seat.Ticket) + 1;
            _seats.Insert(index, seat);
        }

        seat.Open(request, now);
        return seat;
    }

    /// <summary>Ends a poll without an answer. False if it has an answer, or will have, or is not the latest of its seat.</summary>
    internal bool Close(LockSeat seat, TaskCompletionSource<LockReply> poll, TimeSpan now)
    {
        if (!ReferenceEquals(seat.Poll, poll) || !_seats.Contains(seat)) return false;
        seat.Close(now);
        return true;
    }

    internal void Remove(LockSeat seat) => _seats.Remove(seat);

    /// <summary>
    /// Gives up a request, and bars it: a poll of it that this has overtaken may still come, and a grant to it would be nobody's.
    /// True if it waited.
    /// </summary>
    internal bool Cancel(string requestId)
    {
        var seat = Find(requestId);
        if (_cancelled.TryAdd(requestId, seat is not null))
        {
            _cancelledOrder.Enqueue(requestId);
            if (_cancelledOrder.Count > CancelledMax) _cancelled.Remove(_cancelledOrder.Dequeue());
        }

        if (seat is null) return _cancelled[requestId];
        _seats.Remove(seat);
        seat.Poll.TrySetResult(Refuse(seat.Request)!);
        return true;
    }

    /// <summary>Empties the queue; the seats are to be told.</summary>
    internal IReadOnlyList<LockSeat> Clear()
    {
        LockSeat[] seats = [.. _seats];
        _seats.Clear();
        return seats;
    }

    /// <summary>
    /// Whose turn it is, if the lock is free: the first in line. Only an open poll can be granted; a poll that has just closed
    /// keeps its turn for a moment, as its caller is about to poll again. <paramref name="retryAt"/> says when the answer may change.
    /// </summary>
    internal LockCall? Next(TimeSpan now, out TimeSpan? retryAt)
    {
        retryAt = null;
        _seats.RemoveAll(seat => seat.ClosedAt is { } closed && now - closed >= rules.SeatTimeout);
        if (_seats.Count == 0) return null;
        var alone = _seats.Count == 1 && _seats[0].Request.Wait <= TimeSpan.Zero;
        if (now < rules.OpensAt && !alone)
        {
            retryAt = rules.OpensAt;
            return null;
        }

        foreach (var seat in _seats)
        {
            if (seat.ClosedAt is not { } closed) return new LockCall(seat.Request, seat.PolledAt);
            if (now - closed >= rules.ReattachWindow) continue;
            retryAt = closed + rules.ReattachWindow;
            return null;
        }

        return null;
    }
}

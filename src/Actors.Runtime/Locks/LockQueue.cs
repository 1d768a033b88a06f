using Actors.Records;

namespace Actors.Locks;

/// <summary>
/// Who waits for a lock, in the order of their tickets. In memory only: waiters poll, so each brings its ticket along to the next
/// activation. Fairness rests on this, safety does not. Time comes in as an argument.
/// </summary>
internal sealed class LockQueue(long epoch, LockQueueRules rules)
{
    /// <summary>How many are looked at for one decision; whoever comes after them is for the next.</summary>
    internal const int LineMax = 64;

    private static readonly TimeSpan CountingPeriod = TimeSpan.FromSeconds(1);

    private readonly SortedSet<LockSeat> _seats = new(LockSeatOrder.Instance);
    private readonly Dictionary<string, LockSeat> _byRequest = [];
    private readonly Queue<(LockSeat Seat, TimeSpan ClosedAt)> _closed = [];
    private long _sequence;
    private TimeSpan? _countedAt;

    internal IReadOnlyCollection<LockSeat> Seats => _seats;

    internal int Count => _seats.Count;

    /// <summary>How those who wait want to hold the lock; null if nobody does. They agree on whether it is a semaphore.</summary>
    internal AcquireLock? First => _seats.Min?.Request;

    internal LockSeat? Find(string requestId) => _byRequest.GetValueOrDefault(requestId);

    /// <summary>The place in line: 1 is next. Counted anew at most once a second, as it takes the whole line.</summary>
    internal int PositionOf(LockSeat seat, TimeSpan now)
    {
        if (seat.Position > 0 && now - _countedAt < CountingPeriod) return seat.Position;
        var position = 0;
        foreach (var other in _seats) other.Position = ++position;
        _countedAt = now;
        return seat.Position;
    }

    /// <summary>Returns why a request may not poll, or null.</summary>
    internal LockReply.Refused? Refuse(AcquireLock request)
    {
        if (Find(request.RequestId) is { } seat) return LockMachine.IsSame(seat.Request, request) ? null : LockRefusals.Reused(request.RequestId);
        return _seats.Count < rules.WaitersMax || request.Wait <= TimeSpan.Zero ? null : LockRefusals.TooManyWaiters(rules.WaitersMax);
    }

    /// <summary>Takes a seat, or opens the poll of the one that the request has.</summary>
    internal LockSeat Poll(AcquireLock request, Moment now, LockSessionRef session = default, long? upgrades = null)
    {
        if (Find(request.RequestId) is { } seat)
        {
            seat.Open(request, session, now);
            return seat;
        }

        seat = new LockSeat(request.Ticket ?? new LockTicket(epoch, ++_sequence), now.Utc, upgrades);
        seat.Open(request, session, now);
        _seats.Add(seat);
        _byRequest.Add(request.RequestId, seat);
        return seat;
    }

    /// <summary>Ends a poll without an answer. False if it has an answer, or will have, or is not the latest of its seat.</summary>
    internal bool Close(LockSeat seat, TaskCompletionSource<LockReply> poll, TimeSpan now)
    {
        if (!ReferenceEquals(seat.Poll, poll) || !ReferenceEquals(Find(seat.Request.RequestId), seat)) return false;
        seat.Close(now);
        _closed.Enqueue((seat, now));
        return true;
    }

    internal void Remove(LockSeat seat)
    {
        if (!ReferenceEquals(Find(seat.Request.RequestId), seat)) return;
        _seats.Remove(seat);
        _byRequest.Remove(seat.Request.RequestId);
    }

    /// <summary>Takes a request out of the line and answers its poll; null if it is not in it.</summary>
    internal LockSeat? Answer(string requestId, LockReply answer)
    {
        if (Find(requestId) is not { } seat) return null;
        Remove(seat);
        seat.Poll.TrySetResult(answer);
        return seat;
    }

    /// <summary>Empties the queue; the seats are to be told.</summary>
    internal IReadOnlyList<LockSeat> Clear()
    {
        LockSeat[] seats = [.. _seats];
        _seats.Clear();
        _byRequest.Clear();
        return seats;
    }

    /// <summary>Takes out those who have not polled for long; they are returned.</summary>
    internal IReadOnlyList<LockSeat> DropGone(TimeSpan now)
    {
        List<LockSeat>? gone = null;
        while (_closed.TryPeek(out var closed) && now - closed.ClosedAt >= rules.SeatTimeout)
        {
            _closed.Dequeue();
            if (closed.Seat.ClosedAt != closed.ClosedAt || !ReferenceEquals(Find(closed.Seat.Request.RequestId), closed.Seat)) continue;
            Remove(closed.Seat);
            (gone ??= []).Add(closed.Seat);
        }

        return gone is null ? [] : gone;
    }

    /// <summary>
    /// Whose turn it is, if the lock is free for them: the first in line. Only an open poll can be granted; a poll that has just
    /// closed keeps its turn for a moment, as its caller is about to poll again. <paramref name="retryAt"/> says when the answer may
    /// change.
    /// </summary>
    internal IReadOnlyList<LockCall>? Line(TimeSpan now, out TimeSpan? retryAt)
    {
        retryAt = null;
        if (_seats.Count == 0) return null;
        if (_seats.Count == 1 && _seats.Min is { ClosedAt: null } only && (now >= rules.OpensAt || only.Request.Wait <= TimeSpan.Zero || only.Upgrades is not null))
        {
            return [only.Call];
        }

        var line = new List<LockCall>();
        foreach (var seat in _seats)
        {
            if (seat.Upgrades is null && now < rules.OpensAt)
            {
                retryAt = rules.OpensAt;
                break;
            }

            if (seat.ClosedAt is not { } closed)
            {
                line.Add(seat.Call);
                if (line.Count == LineMax) break;
            }
            else if (now - closed < rules.ReattachWindow)
            {
                retryAt = closed + rules.ReattachWindow;
                break;
            }
        }

        return line;
    }
}

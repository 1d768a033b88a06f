using Actors.Records;

namespace Actors.Locks;

/// <summary>A request's place in the queue, and its open poll if it has one.</summary>
internal sealed class LockSeat(LockTicket ticket, DateTimeOffset since)
{
    internal LockTicket Ticket { get; } = ticket;

    internal DateTimeOffset Since { get; } = since;

    internal AcquireLock Request { get; private set; } = null!;

    /// <summary>When the latest poll came in.</summary>
    internal TimeSpan PolledAt { get; private set; }

    /// <summary>When the poll was closed; null while one is open.</summary>
    internal TimeSpan? ClosedAt { get; private set; }

    /// <summary>Answers the latest poll.</summary>
    internal TaskCompletionSource<LockReply> Poll { get; private set; } = null!;

    /// <summary>Opens a poll; one that is still open is an attempt that its caller has given up.</summary>
    internal void Open(AcquireLock request, Moment now)
    {
        Poll?.TrySetResult(new LockReply.Waiting(Ticket, 0));
        Request = request;
        PolledAt = now.Elapsed;
        ClosedAt = null;
        Poll = new TaskCompletionSource<LockReply>(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    internal void Close(TimeSpan now) => ClosedAt = now;

    /// <summary>Fails the latest poll. It may be closed, with nobody left to hear of it, which is no unobserved fault.</summary>
    internal void Fail(Exception fault)
    {
        Poll.TrySetException(fault);
        _ = Poll.Task.Exception;
    }
}

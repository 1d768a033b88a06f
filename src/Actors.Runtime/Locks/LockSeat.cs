using Actors.Records;

namespace Actors.Locks;

/// <summary>A request's place in the queue, and its open poll if it has one.</summary>
internal sealed class LockSeat(LockTicket ticket, DateTimeOffset since, long? upgrades)
{
    internal LockTicket Ticket { get; } = ticket;

    internal DateTimeOffset Since { get; } = since;

    /// <summary>The token of the grant that waits for an upgrade, which stands before everybody; null for a new grant.</summary>
    internal long? Upgrades { get; } = upgrades;

    internal AcquireLock Request { get; private set; } = null!;

    internal LockSessionRef Session { get; private set; }

    /// <summary>When it took its place, by the activation's monotonic time.</summary>
    internal TimeSpan SeatedAt { get; private set; } = TimeSpan.MinValue;

    /// <summary>When the latest poll came in.</summary>
    internal TimeSpan PolledAt { get; private set; }

    /// <summary>When the poll was closed; null while one is open.</summary>
    internal TimeSpan? ClosedAt { get; private set; }

    /// <summary>The place in line when they were last counted: 1 is next.</summary>
    internal int Position { get; set; }

    /// <summary>When to look for a deadlock through this request next.</summary>
    internal TimeSpan SuspectAt { get; set; }

    /// <summary>Answers the latest poll.</summary>
    internal TaskCompletionSource<LockReply> Poll { get; private set; } = null!;

    internal LockCall Call => new(Request, PolledAt, Session, Upgrades);

    /// <summary>The wait for an upgrade as a request: its id is the lease that is upgraded.</summary>
    internal static AcquireLock Upgrading(LockHold hold, ConvertLock command) => new()
    {
        RequestId = hold.Id,
        Owner = hold.Owner,
        Scope = hold.Scope,
        DeadlockPriority = hold.DeadlockPriority,
        Wait = command.Wait,
    };

    /// <summary>Opens a poll; one that is still open is an attempt that its caller has given up.</summary>
    internal void Open(AcquireLock request, LockSessionRef session, Moment now)
    {
        Poll?.TrySetResult(new LockReply.Waiting(Ticket, 0));
        Request = request;
        Session = session;
        PolledAt = now.Elapsed;
        if (SeatedAt == TimeSpan.MinValue) SeatedAt = now.Elapsed;
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

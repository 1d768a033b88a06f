using Actors.Records;
using Microsoft.Extensions.Logging;

namespace Actors.Locks;

/// <summary>
/// Finds the deadlocks that the waits at one lock are part of. Only waits with an owner scope are looked at.
/// </summary>
/// <remarks>
/// <para>
/// A circle is looked for by asking lock after lock, so its steps are seen at different times. It is looked at a second time, and
/// has to be the same step by step: the same request waiting for the same grant (or behind the same request). A grant that has
/// ended never returns under the same id and token, and a request that was granted never waits again. So every step that was seen
/// both times has been there all the time between, and at the moment between the two looks the whole circle was.
/// </para>
/// <para>
/// Everyone in a circle finds it, and all of them choose the same victim. Only the lock at which the victim waits denies it, after a
/// look of its own, so a circle has one victim.
/// </para>
/// </remarks>
/// <param name="name">The lock.</param>
/// <param name="queue">Who waits for it.</param>
/// <param name="deny">Takes a request out of the line with this answer.</param>
/// <param name="grains">Finds locks and scopes.</param>
/// <param name="time">The clock of pauses.</param>
/// <param name="logger">For victims.</param>
internal sealed partial class LockDeadlocks(
    string name, LockQueue queue, Action<string, LockReply.Refused> deny, IGrainFactory grains, TimeProvider time, ILogger logger)
{
    /// <summary>How often the line is looked over while anyone with a scope waits in it; also how long a wait is let be at first.</summary>
    internal static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PeriodMax = TimeSpan.FromSeconds(5);

    private const int LooksMax = 32;

    private bool _looking;

    internal bool AnyScoped => queue.Seats.Any(seat => seat.Request.Scope is not null);

    /// <summary>Looks at the waits whose turn it is to be looked at.</summary>
    internal async Task TickAsync(TimeSpan now)
    {
        if (_looking) return;
        _looking = true;
        try
        {
            foreach (var seat in Suspects(now)) await LookAsync(seat);
        }
        finally
        {
            _looking = false;
        }
    }

    /// <summary>Another lock has found a circle whose victim waits here.</summary>
    internal Task SuspectAsync(string requestId)
        => queue.Find(requestId) is { ClosedAt: null, Request.Scope: not null } seat ? LookAsync(seat) : Task.CompletedTask;

    /// <summary>A wait is over.</summary>
    internal void Forget(AcquireLock request) => _ = Scope(request.Scope!).ForgetAsync(new LockWait(name, request.RequestId), CancellationToken.None);

    private List<LockSeat> Suspects(TimeSpan now)
    {
        var suspects = new List<LockSeat>();
        foreach (var seat in queue.Seats)
        {
            if (seat.Request.Scope is null || seat.ClosedAt is not null || now < seat.SuspectAt || now - seat.SeatedAt < Period) continue;

            // A circle closes when the last of its waits begins, so whoever has waited long is looked at ever more seldom.
            var age = now - seat.SeatedAt;
            seat.SuspectAt = now + (age < PeriodMax ? age : PeriodMax);
            suspects.Add(seat);
            if (suspects.Count == LooksMax) break;
        }

        return suspects;
    }

    private async Task LookAsync(LockSeat seat)
    {
        var wait = new LockWait(name, seat.Request.RequestId);
        try
        {
            await Scope(seat.Request.Scope!).NoteAsync(wait, CancellationToken.None);
            if (await Search().FindAsync(wait) is not { } cycle) return;
            await Task.Delay(BetweenLooks, time);
            if (!await Search().ConfirmAsync(cycle)) return;
            var victim = cycle.Victim;
            if (victim.Lock != name)
            {
                _ = Lock(victim.Lock).SuspectAsync(victim.Waiter.LeaseId, CancellationToken.None);
                return;
            }

            if (queue.Find(victim.Waiter.LeaseId) is null) return;
            LogDeadlock(name, victim.Waiter.Scope!, cycle.ToRefusal().Facts["cycle"]);
            deny(victim.Waiter.LeaseId, new LockReply.Refused(cycle.ToRefusal()));
        }
        catch (Exception exception) when (exception is RecordFaultException or TimeoutException or OrleansException)
        {
            // A lock on the way could not be asked. The wait is looked at again.
            LogLookFailed(exception, name);
        }
    }

    private LockCycleSearch Search() => new(
        other => Lock(other).TraceAsync(CancellationToken.None), scope => Scope(scope).ListAsync(CancellationToken.None));

    private ILockGrain Lock(string other) => grains.GetRecordGrain<ILockGrain>(LockName.Kind, other);

    private ILockScopeGrain Scope(string scope) => grains.GetRecordGrain<ILockScopeGrain>(LockScopeGrain.Kind, scope);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deadlock: the wait of '{Scope}' for lock '{Name}' gives way. {Cycle}")]
    private partial void LogDeadlock(string name, string scope, string cycle);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Lock '{Name}' could not look for a deadlock. It tries again.")]
    private partial void LogLookFailed(Exception exception, string name);
}

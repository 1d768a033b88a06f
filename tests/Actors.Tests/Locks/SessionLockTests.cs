using Actors.Calls;
using Actors.Locks;
using Actors.Records;
using Actors.Sessions;
using Actors.Tests.Sessions;
using Actors.Tests.Support;
using Microsoft.Extensions.Options;

namespace Actors.Tests.Locks;

/// <summary>What the holder of a lock under the process's session is told, by a clock that the test moves.</summary>
public sealed class SessionLockTests : IAsyncDisposable
{
    private static readonly LockRequest Request = LockRequest.Default;

    private readonly SleepyTimeProvider _time = new();
    private readonly ScriptedLock _lock = new();
    private readonly List<ScriptedSession> _sessions = [];
    private readonly Dictionary<string, ScriptedSession> _sessionsById = [];
    private readonly ActorsClient _actors;
    private TimeSpan _opening;

    public SessionLockTests()
    {
        var options = Options.Create(new ActorsClientOptions { AttemptTimeout = TimeSpan.FromSeconds(10) });
        _actors = new ActorsClient(new GrainCalls(FakeGrainFactory.For(Find), options, _time), _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ScriptedSession Session => _sessions[^1];

    public ValueTask DisposeAsync() => _actors.DisposeAsync();

    [Fact]
    public async Task Any_number_of_locks_hang_on_one_session_and_are_not_renewed_one_by_one()
    {
        var handles = new List<LockHandle>();
        for (var i = 0; i < 100; i++) handles.Add(await _actors.Locks.AcquireAsync($"lock-{i}", Request, cancellationToken: Cancellation));
        await PassAsync(seconds: 60);
        Assert.Single(_sessions);
        Assert.Equal(1, Session.Opens);
        Assert.InRange(Session.Renewals, 9, 13);
        Assert.Equal(0, _lock.Renewals);
        Assert.All(handles, handle => Assert.False(handle.Lost.IsCancellationRequested));
    }

    /// <summary>etcd#11456: a lock was returned to one whose lease had run out while it waited.</summary>
    [Fact]
    public async Task Etcd_11456_a_grant_under_a_session_that_ran_out_meanwhile_is_given_back_and_asked_for_anew()
    {
        AcquireLock? late = null;
        var granting = false;
        _lock.OnAcquire = async command =>
        {
            await Task.Delay(5, Cancellation);
            if (!granting) return new LockReply.Waiting(new LockTicket(1, 1), 0);
            late ??= command;
            return ScriptedLock.Granted(command.RequestId, command.Ttl);
        };
        var acquiring = _actors.Locks.AcquireAsync("a", Request, Timeout.InfiniteTimeSpan, Cancellation);
        await UntilAsync(() => _sessions.Count == 1 && Session.Opens == 1);
        Session.OnRenew = () => new TaskCompletionSource<SessionReply>().Task;
        await PassAsync(seconds: 16);
        granting = true;
        await using var handle = await acquiring;
        Assert.Equal(2, _sessions.Count);
        Assert.NotEqual(late!.RequestId, handle.LeaseId);
        Assert.Contains(late.RequestId, _lock.Released);
        Assert.False(handle.Lost.IsCancellationRequested);
    }

    /// <summary>hazelcast-nodejs-client#898: callers that raced for the first session opened several, and lost what hung on all but one.</summary>
    [Fact]
    public async Task Hazelcast_nodejs_898_who_races_for_the_first_session_gets_the_same_one()
    {
        _opening = TimeSpan.FromMilliseconds(100);
        var handles = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(
            () => _actors.Locks.AcquireAsync($"lock-{i}", Request, cancellationToken: Cancellation), Cancellation)));
        Assert.Single(_sessions);
        Assert.Equal(1, Session.Opens);
        await PassAsync(seconds: 30);
        Assert.All(handles, handle => Assert.False(handle.Lost.IsCancellationRequested));
    }

    /// <summary>consul#18271, consul#9788, redisson#4698, DistributedLock#133, CURATOR-206, dapr proposals#43: holders that heard of the loss late or never.</summary>
    [Fact]
    public async Task Loss_of_the_session_is_told_to_every_holder_while_a_renewal_hangs()
    {
        await using var first = await _actors.Locks.AcquireAsync("a", Request, cancellationToken: Cancellation);
        await using var second = await _actors.Locks.AcquireAsync("b", Request, cancellationToken: Cancellation);
        Session.OnRenew = () => new TaskCompletionSource<SessionReply>().Task;
        _time.Advance(TimeSpan.FromSeconds(14.9));
        Assert.False(first.Lost.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await UntilAsync(() => first.Lost.IsCancellationRequested && second.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Loss_is_told_after_the_machine_slept()
    {
        await using var handle = await _actors.Locks.AcquireAsync("a", Request, cancellationToken: Cancellation);
        Session.OnRenew = () => new TaskCompletionSource<SessionReply>().Task;
        _time.Sleep(TimeSpan.FromMinutes(10));
        _time.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(() => handle.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_lock_after_the_loss_hangs_on_a_new_session()
    {
        await using var lost = await _actors.Locks.AcquireAsync("a", Request, cancellationToken: Cancellation);
        Session.Tell(ScriptedSession.Ended());
        await UntilAsync(() => lost.Lost.IsCancellationRequested);
        await using var next = await _actors.Locks.AcquireAsync("a", Request, cancellationToken: Cancellation);
        Assert.Equal(2, _sessions.Count);
        Assert.False(next.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_session_that_ended_under_a_request_is_replaced_and_the_request_repeated()
    {
        var asked = 0;
        _lock.OnAcquire = command => Task.FromResult(asked++ == 0
            ? new LockReply.Refused(new Refusal(ErrorCode.SessionEnded, "ended"))
            : ScriptedLock.Granted(command.RequestId, command.Ttl));
        await using var handle = await _actors.Locks.AcquireAsync("a", Request, cancellationToken: Cancellation);
        Assert.Equal(2, _sessions.Count);
    }

    [Fact]
    public async Task A_request_under_which_every_session_ends_is_given_up_after_the_third()
    {
        _lock.OnAcquire = _ => Task.FromResult<LockReply>(new LockReply.Refused(new Refusal(ErrorCode.SessionEnded, "ended")));
        var refused = await Assert.ThrowsAsync<ActorsException>(() => _actors.Locks.AcquireAsync("a", Request, Timeout.InfiniteTimeSpan, Cancellation));
        Assert.Equal((ErrorCode.SessionEnded, 3), (refused.Code, _sessions.Count));
    }

    [Fact]
    public async Task A_request_whose_grant_has_ended_before_its_answer_is_made_anew_while_there_is_time()
    {
        var asked = new List<string>();
        _lock.OnAcquire = command =>
        {
            asked.Add(command.RequestId);
            return Task.FromResult(asked.Count == 1
                ? new LockReply.Refused(new Refusal(ErrorCode.LeaseExpired, "expired"))
                : ScriptedLock.Granted(command.RequestId, command.Ttl));
        };
        await using var handle = await _actors.Locks.AcquireAsync("a", Request, TimeSpan.FromSeconds(4), Cancellation);
        Assert.Equal(asked[1], handle.LeaseId);
        Assert.NotEqual(asked[0], asked[1]);
    }

    [Theory]
    [InlineData(LockLeaseKind.Session, true)]
    [InlineData(LockLeaseKind.Private, false)]
    public async Task Only_what_hangs_on_a_session_which_could_be_asked_about_it_is_released_early(LockLeaseKind kind, bool early)
    {
        var released = new List<bool>();
        _lock.OnRelease = command =>
        {
            released.Add(command.Early);
            return Task.FromResult<LockReply>(LockReply.Done.Instance);
        };
        await (await _actors.Locks.AcquireAsync("a", Request with { Lease = kind }, cancellationToken: Cancellation)).DisposeAsync();
        Assert.Equal([early], released);
    }

    [Fact]
    public async Task A_wait_that_is_over_ends_also_if_nobody_answers()
    {
        var asked = 0;
        _lock.OnAcquire = _ => asked++ == 0
            ? Task.FromResult<LockReply>(new LockReply.Waiting(new LockTicket(1, 1), 0))
            : Task.FromException<LockReply>(new RecordFaultException(ErrorCode.Fenced, "Fenced."));
        var acquiring = _actors.Locks.AcquireLeaseAsync("a", new AcquireLock { RequestId = "1", Owner = "one" }, TimeSpan.FromSeconds(3), Cancellation);
        await UntilAsync(() => acquiring.IsCompleted, 0.5);
        Assert.Equal(ErrorCode.OutcomeUnknown, (await Assert.ThrowsAsync<ActorsException>(() => acquiring)).Code);
    }

    [Fact]
    public async Task What_a_session_that_ended_has_cost_is_taken_off_the_wait()
    {
        var waits = new List<double>();
        _lock.OnAcquire = command =>
        {
            waits.Add(command.Wait.TotalSeconds);
            if (waits.Count > 1) return Task.FromResult(ScriptedLock.Granted(command.RequestId, command.Ttl));
            _time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult<LockReply>(new LockReply.Refused(new Refusal(ErrorCode.SessionEnded, "ended")));
        };
        await using var handle = await _actors.Locks.AcquireAsync("a", Request, TimeSpan.FromSeconds(4), Cancellation);
        Assert.Equal([4.0, 3.0], waits);
    }

    [Fact]
    public async Task Nothing_is_listened_for_on_account_of_a_lock_that_was_not_got()
    {
        _lock.OnAcquire = _ => Task.FromResult<LockReply>(new LockReply.Refused(new Refusal(ErrorCode.LockHeld, "held")));
        Assert.Null(await _actors.Locks.TryAcquireAsync("a", Request, cancellationToken: Cancellation));
        await PassAsync(seconds: 1);
        Session.Tell(ScriptedSession.Opened(new SessionNote(1, "b", "0", SessionNoteKind.Lost, "late")));
        await PassAsync(seconds: 5);
        Assert.InRange(Session.Listens.Count, 0, 1);
    }

    [Fact]
    public async Task Notes_tell_of_one_lock_and_are_said_to_have_been_seen()
    {
        await using var revoked = await _actors.Locks.AcquireAsync("a", Request, cancellationToken: Cancellation);
        await using var lost = await _actors.Locks.AcquireAsync("b", Request, cancellationToken: Cancellation);
        Session.Tell(ScriptedSession.Opened(new SessionNote(1, "a", revoked.LeaseId, SessionNoteKind.Revoked, "tidy up")));
        await UntilAsync(() => revoked.RevokeRequested.IsCancellationRequested);
        Assert.Equal("tidy up", revoked.Reason);
        Session.OnRenew = () => Task.FromResult(ScriptedSession.Opened(new SessionNote(2, "b", lost.LeaseId, SessionNoteKind.Lost, "broken")));
        await PassAsync(seconds: 6);
        await UntilAsync(() => lost.Lost.IsCancellationRequested);
        Assert.Equal("broken", lost.Reason);
        Assert.False(revoked.Lost.IsCancellationRequested);
        await PassAsync(seconds: 6);
        await UntilAsync(() => Session.SeenNote == 2);
    }

    [Fact]
    public async Task A_note_that_comes_before_the_grant_is_not_missed()
    {
        var granted = new TaskCompletionSource<LockReply>();
        AcquireLock? asked = null;
        _lock.OnAcquire = command =>
        {
            asked = command;
            return granted.Task;
        };
        var acquiring = _actors.Locks.AcquireAsync("a", Request, cancellationToken: Cancellation);
        await UntilAsync(() => asked is not null);
        Session.Tell(ScriptedSession.Opened(new SessionNote(1, "a", asked!.RequestId, SessionNoteKind.Revoked, "tidy up")));
        await PassAsync(seconds: 0);
        granted.SetResult(ScriptedLock.Granted(asked.RequestId, asked.Ttl));
        await using var handle = await acquiring;
        await UntilAsync(() => handle.RevokeRequested.IsCancellationRequested);
    }

    [Fact]
    public async Task A_release_that_did_not_get_through_is_repeated()
    {
        var handle = await _actors.Locks.AcquireAsync("a", Request, cancellationToken: Cancellation);
        var attempts = 0;
        _lock.OnRelease = _ => attempts++ < 3 ? Task.FromException<LockReply>(new TimeoutException()) : new TaskCompletionSource<LockReply>().Task;
        var releasing = handle.DisposeAsync().AsTask();
        await PassAsync(seconds: 11);
        await UntilAsync(() => releasing.IsCompleted, 0.5);
        _lock.OnRelease = null;
        await UntilAsync(() => _lock.Released.Contains(handle.LeaseId), 0.5);
        Assert.False(handle.Lost.IsCancellationRequested);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_release_for_which_there_was_too_much_to_do_is_repeated(bool granted)
    {
        string? asked = null;
        _lock.OnAcquire = command =>
        {
            asked = command.RequestId;
            return granted ? Task.FromResult(ScriptedLock.Granted(command.RequestId, command.Ttl)) : new TaskCompletionSource<LockReply>().Task;
        };
        _lock.OnRelease = _ => Task.FromException<LockReply>(new RecordFaultException(ErrorCode.Overloaded, "Too much to do."));
        using var cancelling = new CancellationTokenSource();
        var acquiring = _actors.Locks.AcquireAsync("a", Request, TimeSpan.FromSeconds(60), cancelling.Token);
        await UntilAsync(() => asked is not null);
        if (granted)
        {
            await (await acquiring).DisposeAsync();
        }
        else
        {
            await cancelling.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => acquiring);
        }

        _lock.OnRelease = null;
        await UntilAsync(() => _lock.Released.Contains(asked!), 0.5);
    }

    /// <summary>jepsen's lock.clj for etcd: a request that timed out here may be granted there, and block everyone.</summary>
    [Fact]
    public async Task A_wait_that_is_cancelled_leaves_the_queue_at_once_and_leaves_no_grant()
    {
        using var giveUp = new CancellationTokenSource();
        AcquireLock? asked = null;
        _lock.OnAcquire = command =>
        {
            asked = command;
            return new TaskCompletionSource<LockReply>().Task;
        };
        var acquiring = _actors.Locks.AcquireAsync("a", Request, Timeout.InfiniteTimeSpan, giveUp.Token);
        await UntilAsync(() => asked is not null);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => acquiring);
        Assert.True(acquiring.IsCanceled);
        await UntilAsync(() => _lock.Released.Contains(asked!.RequestId));
    }

    [Theory]
    [InlineData(LockLeaseKind.Session)]
    [InlineData(LockLeaseKind.Private)]
    public async Task A_handle_that_is_forgotten_gives_its_lock_back(LockLeaseKind kind)
    {
        var leaseId = await ForgetAsync(kind);
        await UntilAsync(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return _lock.Released.Contains(leaseId);
        });
    }

    [Fact]
    public async Task A_client_that_is_disposed_of_tells_its_holders_and_ends_its_session()
    {
        var handle = await _actors.Locks.AcquireAsync("a", Request, cancellationToken: Cancellation);
        await _actors.DisposeAsync();
        Assert.True(handle.Lost.IsCancellationRequested);
        Assert.Equal(1, Session.Ends);
        await handle.DisposeAsync();
    }

    [Fact]
    public async Task Who_uses_no_lock_has_no_session()
    {
        await _actors.DisposeAsync();
        Assert.Empty(_sessions);
    }

    private async Task<SessionReply> OpenSlowlyAsync()
    {
        await Task.Delay(_opening, Cancellation);
        return ScriptedSession.Opened();
    }

    private async Task<string> ForgetAsync(LockLeaseKind kind)
        => (await _actors.Locks.AcquireAsync("a", Request with { Lease = kind }, cancellationToken: Cancellation)).LeaseId;

    private object Find(GrainId id)
    {
        if (id.Type != GrainType.Create(SessionName.Kind)) return _lock;
        lock (_sessions)
        {
            if (_sessionsById.TryGetValue(id.ToString(), out var known)) return known;
            var session = new ScriptedSession();
            if (_opening > TimeSpan.Zero) session.OnOpen = OpenSlowlyAsync;
            _sessions.Add(session);
            return _sessionsById[id.ToString()] = session;
        }
    }

    /// <summary>Lets time pass in steps, with real pauses in which what is due can run.</summary>
    private async Task PassAsync(double seconds)
    {
        for (var passed = 0.0; passed <= seconds; passed += 0.5)
        {
            _time.Advance(TimeSpan.FromSeconds(passed == 0 ? 0 : 0.5));
            await Task.Delay(5, Cancellation);
        }
    }

    private async Task UntilAsync(Func<bool> condition, double stepSeconds = 0)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limited.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            _time.Advance(TimeSpan.FromSeconds(stepSeconds));
            await Task.Delay(5, limited.Token);
        }
    }
}

using Actors.Calls;
using Actors.Sessions;
using Actors.Tests.Support;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Sessions;

/// <summary>What a process does for its session, and what it makes of the session's answers, by a clock that the test moves.</summary>
public sealed class ClientSessionTests
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedSession _grain = new();
    private readonly Actors.Sessions.Sessions _sessions;
    private readonly List<SessionNote> _givenBack = [];

    public ClientSessionTests()
    {
        var options = Options.Create(new ActorsClientOptions { AttemptTimeout = TimeSpan.FromSeconds(10) });
        _sessions = new Actors.Sessions.Sessions(new GrainCalls(FakeGrainFactory.For(_grain), options, _time), _time);
    }

    private SessionNote[] GivenBack
    {
        get
        {
            lock (_givenBack) return [.. _givenBack];
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_listens_while_something_hangs_on_it_and_no_longer()
    {
        await using var session = await OpenAsync();
        Assert.Empty(_grain.Listens);
        var hold = session.Add("lock/a", "1");
        await UntilAsync(() => _grain.Listens.Count == 1);
        session.Remove(hold);
        _grain.Tell(ScriptedSession.Opened(new SessionNote(1, "lock/a", "1", SessionNoteKind.Lost, "late")));
        await PassAsync(seconds: 30);
        Assert.Single(_grain.Listens);
        session.Add("lock/a", "2");
        await UntilAsync(() => _grain.Listens.Count == 2);
    }

    [Fact]
    public async Task It_listens_once_for_all_that_hangs_on_it()
    {
        await using var session = await OpenAsync();
        session.Add("lock/a", "1");
        session.Add("lock/b", "2");
        await PassAsync(seconds: 1);
        Assert.Single(_grain.Listens);
    }

    [Fact]
    public async Task A_poll_says_what_was_seen_also_by_a_renewal_and_an_older_answer_takes_nothing_back()
    {
        _grain.OnOpen = () => Task.FromResult<SessionReply>((SessionReply.Open)ScriptedSession.Opened() with { Ttl = TimeSpan.FromSeconds(3) });
        await using var session = await OpenAsync();
        var hold = session.Add("lock/a", "1");
        await UntilAsync(() => _grain.Listens.Count == 1);
        var older = new SessionNote(1, "lock/b", "0", SessionNoteKind.Lost, "late");
        var newer = new SessionNote(2, "lock/a", "1", SessionNoteKind.Revoked, "tidy up");
        _grain.Tell(ScriptedSession.Opened(older, newer));
        await UntilAsync(() => _grain.Listens.Count == 2 && hold.Revoked.IsCancellationRequested);
        Assert.Equal([0, 2], _grain.Listens);
        _grain.OnRenew = () => Task.FromResult(ScriptedSession.Opened(older));
        await PassAsync(seconds: 2.5);
        Assert.Equal((2, 2), (_grain.Renewals, _grain.SeenNote));
        var last = new SessionNote(3, "lock/a", "1", SessionNoteKind.Lost, "broken");
        _grain.OnRenew = () => Task.FromResult(ScriptedSession.Opened(last));
        await PassAsync(seconds: 1);
        await UntilAsync(() => hold.Lost.IsCancellationRequested);
        _grain.Tell(ScriptedSession.Opened(last));
        await UntilAsync(() => _grain.Listens.Count == 3);
        Assert.Equal([0, 2, 3], _grain.Listens);
        Assert.Equal("broken", hold.Reason);
    }

    [Fact]
    public async Task A_poll_that_fails_is_made_again_after_a_pause_and_not_sooner()
    {
        await using var session = await OpenAsync();
        session.Add("lock/a", "1");
        for (var i = 0; i < 100; i++) _grain.Tell(new SessionReply.Refused(new Refusal(ErrorCode.Overloaded, "full")));
        await UntilAsync(() => _grain.Listens.Count == 1);
        await Task.Delay(50, Cancel);
        Assert.Single(_grain.Listens);
        await PassAsync(seconds: 5);
        Assert.InRange(_grain.Listens.Count, 4, 6);
    }

    [Fact]
    public async Task A_session_that_a_poll_finds_ended_is_not_asked_again()
    {
        await using var session = await OpenAsync();
        var hold = session.Add("lock/a", "1");
        for (var i = 0; i < 100; i++) _grain.Tell(ScriptedSession.Ended());
        await UntilAsync(() => hold.Lost.IsCancellationRequested && session.IsOver);
        await PassAsync(seconds: 20);
        Assert.Equal((1, 0), (_grain.Listens.Count, _grain.Renewals));
    }

    [Fact]
    public async Task A_session_that_a_renewal_finds_ended_is_lost_at_once()
    {
        await using var session = await OpenAsync();
        var hold = session.Add("lock/a", "1");
        _grain.OnRenew = () => Task.FromResult(ScriptedSession.Ended());
        await PassAsync(seconds: 5.5);
        await UntilAsync(() => hold.Lost.IsCancellationRequested);
        Assert.Equal(1, _grain.Renewals);
    }

    [Fact]
    public async Task The_loss_counts_from_the_sending_of_the_opening_if_nothing_else_was_answered()
    {
        _grain.OnOpen = () =>
        {
            _time.Advance(TimeSpan.FromSeconds(4));
            return Task.FromResult(ScriptedSession.Opened());
        };
        _grain.OnRenew = () => new TaskCompletionSource<SessionReply>().Task;
        await using var session = await OpenAsync();
        var hold = session.Add("lock/a", "1");
        await PassAsync(seconds: 10.5);
        Assert.False(hold.Lost.IsCancellationRequested);
        await PassAsync(seconds: 0.5);
        await UntilAsync(() => hold.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task The_loss_counts_from_the_sending_of_the_renewal_that_was_answered_last()
    {
        _grain.OnRenew = async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2), _time);
            return ScriptedSession.Opened();
        };
        await using var session = await OpenAsync();
        var hold = session.Add("lock/a", "1");

        // The only one that is answered is sent after 5 s, and answered after 7.
        await PassAsync(seconds: 6.5);
        Assert.Equal(1, _grain.Renewals);
        _grain.OnRenew = () => new TaskCompletionSource<SessionReply>().Task;
        await PassAsync(seconds: 13);
        Assert.False(hold.Lost.IsCancellationRequested);
        await PassAsync(seconds: 1);
        await UntilAsync(() => hold.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task What_comes_to_hang_on_a_session_that_is_over_hears_so_at_once()
    {
        var ended = await OpenAsync();
        ended.End();
        Assert.True(ended.Add("lock/a", "1").Lost.IsCancellationRequested);
        await ended.DisposeAsync();
        var disposed = await OpenAsync();
        await disposed.DisposeAsync();
        Assert.True(disposed.IsOver);
        Assert.True(disposed.Add("lock/a", "2").Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_release_is_repeated_with_longer_pauses_up_to_five_seconds_and_no_longer_than_the_session_lives()
    {
        await using var session = await OpenAsync();
        var attempts = 0;
        var retrying = session.RetryAsync(() =>
        {
            attempts++;
            return Task.FromResult(false);
        });
        await PassAsync(seconds: 5);
        Assert.InRange(attempts, 4, 6);
        await PassAsync(seconds: 30);
        Assert.InRange(attempts, 9, 13);
        var before = attempts;
        session.End();
        await retrying.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(before, attempts);
    }

    [Fact]
    public async Task An_end_that_is_not_answered_holds_up_disposal_for_two_seconds()
    {
        var session = await OpenAsync();
        var hold = session.Add("lock/a", "1");
        _grain.OnEnd = async cancellation =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            return SessionReply.Done.Instance;
        };
        var disposing = session.DisposeAsync().AsTask();
        await UntilAsync(() => _grain.Ends == 1 && hold.Lost.IsCancellationRequested);
        await PassAsync(seconds: 1.5);
        Assert.False(disposing.IsCompleted);
        await PassAsync(seconds: 0.5);
        await disposing.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await PassAsync(seconds: 20);
        Assert.Equal(0, _grain.Renewals);
    }

    [Fact]
    public async Task A_hold_that_was_given_back_hears_of_nothing_and_one_that_was_asked_back_keeps_the_reason()
    {
        await using var session = await OpenAsync();
        var givenBack = session.Add("lock/a", "1");
        givenBack.Dispose();
        var revoked = session.Add("lock/b", "2");
        revoked.Revoke("tidy up");
        session.End();
        await UntilAsync(() => revoked.Lost.IsCancellationRequested);
        Assert.Equal((false, "tidy up"), (givenBack.Lost.IsCancellationRequested, revoked.Reason));
    }

    [Fact]
    public async Task What_it_is_asked_to_confirm_and_does_not_hold_is_given_back()
    {
        await using var session = await OpenAsync();
        var held = session.Add("a", "1");
        _grain.Tell(ScriptedSession.Opened(
            new SessionNote(1, "a", "1", SessionNoteKind.Confirm, "read again"), new SessionNote(2, "a", "0", SessionNoteKind.Confirm, "read again")));
        await UntilAsync(() => GivenBack.Length == 1);
        Assert.Equal("0", GivenBack[0].LeaseId);
        Assert.Equal((false, false, null), (held.Lost.IsCancellationRequested, held.Revoked.IsCancellationRequested, held.Reason));
    }

    [Fact]
    public async Task An_opening_that_failed_is_tried_anew_by_the_next_and_is_no_error_of_the_end()
    {
        _grain.OnOpen = () => Task.FromResult<SessionReply>(new SessionReply.Refused(new Refusal(ErrorCode.Overloaded, "full")));
        await using var failed = new ClientSessions(_sessions, GiveBackAsync, Ttl, _time);
        await Assert.ThrowsAsync<ActorsException>(() => failed.GetAsync(Cancel));
        var sessions = new ClientSessions(_sessions, GiveBackAsync, Ttl, _time);
        await Assert.ThrowsAsync<ActorsException>(() => sessions.GetAsync(Cancel));
        _grain.OnOpen = () => Task.FromResult(ScriptedSession.Opened());
        var opened = await sessions.GetAsync(Cancel);
        Assert.Same(opened, await sessions.GetAsync(Cancel));
        await sessions.DisposeAsync();
        await sessions.DisposeAsync();
        Assert.Equal(1, _grain.Ends);
    }

    [Fact]
    public async Task Who_gives_up_while_a_session_is_opened_leaves_it_to_the_others()
    {
        var opening = new TaskCompletionSource<SessionReply>();
        _grain.OnOpen = () => opening.Task;
        await using var sessions = new ClientSessions(_sessions, GiveBackAsync, Ttl, _time);
        using var giveUp = new CancellationTokenSource();
        var first = sessions.GetAsync(giveUp.Token);
        var second = sessions.GetAsync(Cancel);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(second.IsCompleted);
        opening.SetResult(ScriptedSession.Opened());
        Assert.False((await second).IsOver);
        Assert.Equal(1, _grain.Opens);
    }

    private Task GiveBackAsync(ClientSession session, SessionNote note)
    {
        lock (_givenBack) _givenBack.Add(note);
        return Task.CompletedTask;
    }

    private Task<ClientSession> OpenAsync() => ClientSession.OpenAsync(_sessions, GiveBackAsync, new OpenSession { Owner = "me", Ttl = Ttl }, _time);

    /// <summary>Lets time pass in steps, with real pauses in which what is due can run.</summary>
    private async Task PassAsync(double seconds)
    {
        for (var passed = 0.0; passed < seconds; passed += 0.5)
        {
            _time.Advance(TimeSpan.FromSeconds(0.5));
            await Task.Delay(5, Cancel);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limited.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition()) await Task.Delay(5, limited.Token);
    }
}

using Actors.Locks;
using Actors.Records;

namespace Actors.Tests.Locks;

/// <summary>Readers and writers, upgrades, semaphores, revocations, delays and sessions, decision by decision.</summary>
public sealed class LockModeTests
{
    private static readonly LockOptions Options = new();
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<LockCall> _line = [];
    private RecordImage<LockState> _image = new(null, 41);
    private Decision<LockState, LockOutcome> _last;
    private double _now;

    [Fact]
    public void Readers_share_and_each_has_a_token_of_its_own()
    {
        Assert.Equal(42, Granted(Acquire("r1", LockMode.Shared)).FencingToken);
        Assert.Equal(43, Granted(Acquire("r2", LockMode.Shared)).FencingToken);
        Assert.Equal(44, Granted(Acquire("u", LockMode.Upgradeable)).FencingToken);
        Assert.Equal(ErrorCode.LockHeld, Code(Acquire("u2", LockMode.Upgradeable)));
        Assert.Equal(ErrorCode.LockHeld, Code(Acquire("w")));
    }

    [Fact]
    public void A_waiting_writer_holds_back_new_readers_and_those_behind_it_are_granted_together()
    {
        Acquire("r1", LockMode.Shared);
        foreach (var (id, mode) in new[] { ("w", LockMode.Exclusive), ("r2", LockMode.Shared), ("r3", LockMode.Shared) }) Wait(id, mode);
        Advance();
        Assert.Equal(["r1"], Holders());
        Release("r1");
        Assert.Equal(["w"], Holders());
        _line.RemoveAt(0);
        Release("w");
        Assert.Equal(["r2", "r3"], Holders());
        Assert.Equal(2, _last.Tokens);
        Assert.Equal(_image.State!.LastToken, _image.State.Holders[1].Token);
    }

    [Fact]
    public void An_upgrade_waits_for_the_other_readers_and_gives_a_new_token()
    {
        var before = Granted(Acquire("u", LockMode.Upgradeable)).FencingToken;
        Acquire("r", LockMode.Shared);
        Assert.Equal(ErrorCode.LockHeld, Code(Convert("u", before, LockMode.Exclusive)));
        Release("r");
        var upgraded = Granted(Convert("u", before, LockMode.Exclusive));
        Assert.True(upgraded.FencingToken > before);
        Assert.Equal(upgraded.FencingToken, Granted(Convert("u", before, LockMode.Exclusive)).FencingToken);
        Assert.Equal(ErrorCode.StaleFencingToken, Code(LockMachine.Check(_image, new CheckLock(before), At())));
        Assert.Equal(ErrorCode.LockHeld, Code(Acquire("r2", LockMode.Shared)));
    }

    [Fact]
    public void A_downgrade_that_comes_late_does_not_meet_a_grant_that_was_upgraded_since()
    {
        var exclusive = Granted(Acquire("a")).FencingToken;
        Granted(Convert("a", exclusive, LockMode.Shared));
        var again = Granted(Convert("a", exclusive, LockMode.Exclusive)).FencingToken;
        Assert.Equal(ErrorCode.PreconditionFailed, Code(Convert("a", exclusive, LockMode.Shared)));
        Assert.Equal(LockMode.Exclusive, _image.State!.Holders[0].Mode);

        // Even if the downgrade never came at all, as far as the holder knows.
        Assert.True(Granted(Convert("a", again, LockMode.Exclusive)).FencingToken > again);
        Assert.Equal(ErrorCode.PreconditionFailed, Code(Convert("a", again, LockMode.Shared)));
    }

    [Fact]
    public void A_downgrade_lets_waiting_readers_in_with_the_same_write_and_renews()
    {
        var token = Granted(Acquire("w")).FencingToken;
        Wait("r", LockMode.Shared);
        _now = 9;
        Assert.Equal(token, Granted(Convert("w", token, LockMode.Shared)).FencingToken);
        Assert.Equal(["w", "r"], Holders());
        _now = 18;
        Advance();
        Assert.Equal(["w", "r"], Holders());
    }

    [Fact]
    public void What_cannot_be_converted_is_refused()
    {
        var permit = Granted(Acquire("s", LockMode.Semaphore, permits: 2)).FencingToken;
        Assert.Equal(ErrorCode.InvalidRequest, Code(Convert("s", permit, LockMode.Exclusive)));
        Assert.Equal(ErrorCode.LeaseExpired, Code(Convert("stranger", permit, LockMode.Exclusive)));
    }

    [Fact]
    public void A_semaphore_has_n_permits_which_change_while_it_is_held()
    {
        foreach (var id in (string[])["a", "b"]) Granted(Acquire(id, LockMode.Semaphore, permits: 2));
        Assert.Equal(ErrorCode.LockHeld, Code(Acquire("c", LockMode.Semaphore)));
        Wait("c", LockMode.Semaphore);
        SetPermits(3);
        Assert.Equal(["a", "b", "c"], Holders());
        _line.Clear();
        SetPermits(1);
        Release("a");
        Assert.Equal(ErrorCode.LockHeld, Code(Acquire("d", LockMode.Semaphore)));
        Release("b");
        Assert.Equal(ErrorCode.LockHeld, Code(Acquire("d", LockMode.Semaphore)));
        Release("c");
        Granted(Acquire("e", LockMode.Semaphore));
        Assert.Equal(ErrorCode.LockHeld, Code(Acquire("f", LockMode.Semaphore)));
    }

    [Fact]
    public void Another_use_than_the_present_one_is_refused_until_the_lock_is_free()
    {
        Granted(Acquire("a", LockMode.Semaphore, permits: 2));
        Assert.Equal(ErrorCode.LockModeConflict, Code(Acquire("b")));
        Assert.Equal("2", Refusal(Acquire("b", LockMode.Semaphore, permits: 3)).Facts["permits"]);
        Assert.Equal(ErrorCode.LockModeConflict, Code(Acquire("b", LockMode.Semaphore, permits: 3)));
        Release("a");
        Granted(Acquire("b"));
        Assert.Equal(ErrorCode.LockModeConflict, Code(Acquire("c", LockMode.Semaphore, permits: 2)));
        Assert.Equal(ErrorCode.LockModeConflict, Code(Apply(LockMachine.SetPermits(_image, new SetLockPermits(2), default, Options, At()))));
    }

    [Fact]
    public void A_revoked_lease_is_not_renewed_after_the_grace_and_ends_by_its_own_ttl()
    {
        var token = Granted(Acquire("a")).FencingToken;
        _now = 5;
        Revoke(token, grace: 3);
        Assert.Equal("lock-revoke-requested", Assert.Single(_last.Events).Type);
        Assert.Equal("maintenance", Granted(Renew("a")).Revocation!.Reason);
        _now = 9;
        Assert.Equal(ErrorCode.LeaseExpired, Code(Renew("a")));
        Assert.Equal(ErrorCode.LeaseExpired, Code(Acquire("a")));

        // Its holder's last renewal was at 5: it may trust it until 15, and nobody else is granted the lock before.
        _now = 15.4;
        Assert.Equal(ErrorCode.LockHeld, Code(Acquire("b")));
        _now = 15.5;
        Granted(Acquire("b"));
        Assert.Equal(LockEnd.Revoked, _image.State!.History[0].How);
        Assert.Equal("maintenance", _image.State.History[0].Reason);
    }

    [Fact]
    public void A_second_revocation_never_gives_more_time()
    {
        var token = Granted(Acquire("a")).FencingToken;
        Revoke(token, grace: 3);
        Revoke(token, grace: 100);
        Assert.False(_last.Writes);
        Revoke(token, grace: 1);
        Assert.Equal(Epoch.AddSeconds(1), _image.State!.Holders[0].Revocation!.Deadline);
    }

    /// <summary>appstrate PR#1417: a holder that renews for ever and makes no progress.</summary>
    [Fact]
    public void A_hold_beyond_its_maximum_is_warned_of_and_then_revoked()
    {
        Run(Call("a", LockMode.Exclusive) with { MaxHold = TimeSpan.FromSeconds(20) });
        for (_now = 5; _now < 20; _now += 5) Granted(Renew("a"));
        _now = 21;
        Advance();
        Assert.Equal("lock-overheld", Assert.Single(_last.Events).Type);
        Granted(Renew("a"));
        _now = 32;
        Assert.Equal(ErrorCode.LeaseExpired, Code(Renew("a")));
    }

    /// <summary>consul#430: the former holder may return at once during the delay.</summary>
    [Fact]
    public void After_a_loss_the_lock_is_closed_to_others_for_its_delay_and_open_to_the_same_owner()
    {
        Run(Call("a", LockMode.Exclusive) with { LockDelay = TimeSpan.FromSeconds(20) });
        _now = 10.5;
        Assert.Equal(ErrorCode.LockHeld, Code(Acquire("b")));
        Wait("b", LockMode.Exclusive);
        Advance();
        Assert.Empty(Holders());
        Reload();
        _now = 20.9;
        Advance();
        Assert.Empty(Holders());
        _line.Clear();
        Granted(Run(Call("a2", LockMode.Exclusive) with { Owner = "owner of a" }));
        Assert.Null(_image.State!.Delay);
    }

    [Fact]
    public void The_delay_ends_by_itself_and_a_release_has_none()
    {
        Run(Call("a", LockMode.Exclusive) with { LockDelay = TimeSpan.FromSeconds(20) });
        Release("a");
        Run(Call("b", LockMode.Exclusive) with { LockDelay = TimeSpan.FromSeconds(20) });
        _now = 10.5;
        Advance();
        _now = 31.4;
        Assert.Equal(ErrorCode.LockHeld, Code(Acquire("c")));
        _now = 31.6;
        Granted(Acquire("c"));
    }

    [Fact]
    public void A_hold_of_a_session_ends_with_that_and_never_by_time()
    {
        Run(Call("a", LockMode.Exclusive) with { Session = "s" }, new LockSessionRef(7, TimeSpan.FromSeconds(10)));
        Assert.Equal(ErrorCode.InvalidRequest, Code(Renew("a")));
        _now = 100_000;
        Assert.Equal(ErrorCode.LockHeld, Code(Acquire("b")));
        EndSession("s", token: 8);
        Assert.Equal(["a"], Holders());
        Wait("b", LockMode.Exclusive);
        EndSession("s", token: 7);
        Assert.Equal(["b"], Holders());
        Assert.Equal(LockEnd.SessionEnded, _image.State!.History[0].How);
    }

    [Fact]
    public void A_sessions_hold_that_is_lost_is_kept_for_a_ttl_after_the_session_was_told_and_anew_after_a_fail_over()
    {
        Run(Call("a", LockMode.Exclusive) with { Session = "s" }, new LockSessionRef(7, TimeSpan.FromSeconds(10)));
        Revoke(_image.State!.LastToken, grace: 0);
        _now = 50;
        Assert.Equal(ErrorCode.LockHeld, Code(Acquire("b")));
        Apply(LockMachine.Note(_image, "a", default, Options, At()));
        _now = 60.4;
        Assert.Equal(ErrorCode.LockHeld, Code(Acquire("b")));
        Reload();
        _now = 10.4;
        Assert.Equal(ErrorCode.LockHeld, Code(Acquire("b")));
        _now = 10.6;
        Granted(Acquire("b"));
    }

    private static AcquireLock Call(string id, LockMode mode, int? permits = null)
        => new() { RequestId = id, Owner = $"owner of {id}", Ttl = TimeSpan.FromSeconds(10), Mode = mode, Permits = permits };

    private static LockReply.Granted Granted(LockReply reply) => Assert.IsType<LockReply.Granted>(reply);

    private static Refusal Refusal(LockReply reply) => Assert.IsType<LockReply.Refused>(reply).Refusal;

    private static ErrorCode Code(LockReply reply) => Refusal(reply).Code;

    private Moment At() => new(TimeSpan.FromSeconds(_now), Epoch.AddSeconds(_now));

    private IEnumerable<string> Holders() => _image.State?.Holders.Select(hold => hold.Id) ?? [];

    private void Wait(string id, LockMode mode) => _line.Add(new LockCall(Call(id, mode), TimeSpan.FromSeconds(_now)));

    private LockTurn Turn(LockCall? asker = null) => new(asker is null ? [.. _line] : [.. _line, asker], _line.Count + (asker is null ? 0 : 1));

    private LockReply Acquire(string id, LockMode mode = LockMode.Exclusive, int? permits = null) => Run(Call(id, mode, permits));

    private LockReply Run(AcquireLock command, LockSessionRef session = default) => Apply(LockMachine.Acquire(
        _image, command, Turn(new LockCall(command, TimeSpan.FromSeconds(_now), session)), Options, At()));

    private LockReply Convert(string id, long token, LockMode mode)
        => Apply(LockMachine.Convert(_image, new ConvertLock { LeaseId = id, FencingToken = token, Mode = mode }, Turn(), Options, At()));

    private LockReply Renew(string id) => Apply(LockMachine.Renew(_image, new RenewLock(id), Turn(), Options, At()));

    private void Release(string id) => Assert.IsType<LockReply.Done>(Apply(LockMachine.Release(_image, new ReleaseLock(id), Turn(), Options, At())));

    private void Revoke(long token, double grace) => Assert.IsType<LockReply.Done>(Apply(LockMachine.Revoke(
        _image, new RevokeLock(token, "maintenance", TimeSpan.FromSeconds(grace)), Turn(), Options, At())));

    private void SetPermits(int permits) => Assert.IsType<LockReply.Done>(Apply(LockMachine.SetPermits(_image, new SetLockPermits(permits), Turn(), Options, At())));

    private void EndSession(string session, long token) => Apply(LockMachine.EndSession(_image, session, token, Turn(), Options, At()));

    private void Advance() => Apply(LockMachine.Advance(_image, Turn(), Options, At()));

    private LockReply Apply(Decision<LockState, LockOutcome> decision)
    {
        _last = decision;
        if (decision.Writes) _image = new RecordImage<LockState>(decision.Next, _image.VersionAfter(decision.Tokens));
        return decision.Reply.Reply;
    }

    /// <summary>Another activation reads the row; its time begins anew.</summary>
    private void Reload()
    {
        _image = _image with { State = StateJson.Read<LockState>(StateJson.Write(_image.State!)) };
        _now = 0;
    }
}

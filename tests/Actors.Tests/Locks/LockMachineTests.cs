using Actors.Locks;
using Actors.Records;
using Actors.Storage;

namespace Actors.Tests.Locks;

/// <summary>What the machine decides, command by command.</summary>
public sealed class LockMachineTests
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Idle = TimeSpan.FromHours(1);
    private static readonly LockOptions Options = new() { IdleRetention = Idle };
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private RecordImage<LockState> _image = new(null, 41);
    private Decision<LockState, LockOutcome> _last;

    [Fact]
    public void The_first_token_is_above_the_floor_and_never_above_the_version()
    {
        var granted = Assert.IsType<LockReply.Granted>(Acquire("a", at: 0));
        Assert.Equal(42, granted.FencingToken);
        Assert.Equal(42, _image.Version);
        Assert.Equal(DueChange.In(Idle), _last.Due);
        Assert.Equal(1, _last.Tokens);
    }

    [Fact]
    public void A_repeat_gets_the_same_grant_renewed_because_its_sender_counts_from_the_repeat()
    {
        Acquire("a", at: 0);
        var repeat = Assert.IsType<LockReply.Granted>(Acquire("a", at: 9));
        Assert.Equal(42, repeat.FencingToken);
        Assert.True(_last.Writes);
        Assert.Equal(0, _last.Tokens);
        Assert.IsType<LockReply.Granted>(Renew("a", at: 19));
    }

    [Fact]
    public void A_repeat_with_other_content_is_refused()
    {
        Acquire("a", at: 0);
        Assert.Equal(ErrorCode.RequestIdReused, Code(Run(Call("a") with { Owner = "other" }, at: 1)));
        Assert.Equal(ErrorCode.RequestIdReused, Code(Run(Call("a") with { Ttl = Ttl * 2 }, at: 1)));
        Assert.Equal(ErrorCode.RequestIdReused, Code(Run(Call("a") with { Metadata = Call("a").Metadata.Add("k", "v") }, at: 1)));
    }

    [Fact]
    public void A_repeat_of_a_request_whose_grant_has_ended_is_never_granted_anew()
    {
        Acquire("a", at: 0);
        Release("a", at: 1);
        Assert.Equal(ErrorCode.LeaseExpired, Code(Acquire("a", at: 2)));
        Assert.Empty(_image.State!.Holders);
    }

    [Theory]
    [InlineData("s", true, 0, 100)]
    [InlineData("s", false, 0, 0)]
    [InlineData(null, true, 0, 0)]
    [InlineData("s", true, 1, 0)]
    public void A_release_may_be_told_early_if_it_is_of_a_session_and_nobody_waits(string? session, bool early, int waiting, int lagMilliseconds)
    {
        Run(Call("a") with { Session = session }, at: 0);
        var released = LockMachine.Release(_image, new ReleaseLock("a", early), new LockTurn(null, waiting), Options, new Moment(TimeSpan.FromSeconds(1), Epoch));
        Assert.Equal(TimeSpan.FromMilliseconds(lagMilliseconds), released.Lag);
        Assert.Empty(released.Next!.Holders);
    }

    [Fact]
    public void A_release_that_ends_or_grants_something_else_too_is_not_told_early()
    {
        var shared = Call("a") with { Mode = LockMode.Shared };
        Run(shared, at: 0);
        Run(shared with { RequestId = "b", Session = "s" }, at: 1);
        var late = new Moment(TimeSpan.FromSeconds(12), Epoch);
        Assert.Equal(2, LockMachine.Release(_image, new ReleaseLock("b", true), default, Options, late).Reply.Ended.Length);
        Assert.Equal(TimeSpan.Zero, LockMachine.Release(_image, new ReleaseLock("b", true), default, Options, late).Lag);
    }

    [Fact]
    public void A_release_is_repeatable_and_never_frees_anothers_grant()
    {
        Acquire("a", at: 0);
        Assert.IsType<LockReply.Done>(Release("a", at: 1));
        Acquire("b", at: 2);
        Assert.IsType<LockReply.Done>(Release("a", at: 3));
        Assert.Equal(ErrorCode.LeaseExpired, Code(Release("c", at: 3)));
        Assert.Equal("b", Assert.Single(_image.State!.Holders).Id);
    }

    [Fact]
    public void A_release_and_the_next_grant_are_one_write()
    {
        Acquire("a", at: 0);
        var before = _image.Version;
        Assert.IsType<LockReply.Done>(Release("a", at: 5, next: Call("b"), polledAt: 2));
        Assert.Equal("b", Assert.Single(_image.State!.Holders).Id);
        Assert.Equal(before + 1, _image.Version);
        Assert.Equal(TimeSpan.FromSeconds(3), Assert.Single(_last.Reply.Granted).Waited);
        Assert.Equal(LockEnd.Released, Assert.Single(_last.Reply.Ended).How);
        Assert.Equal(DueChange.Keep, _last.Due);
        Assert.Empty(_last.Events);
    }

    [Fact]
    public void An_expired_lease_is_not_renewed_and_stays_expired()
    {
        Acquire("a", at: 0);
        Assert.IsType<LockReply.Granted>(Renew("a", at: 10.4));
        Assert.Equal(ErrorCode.LeaseExpired, Code(Renew("a", at: 20.9)));
        Assert.Empty(_image.State!.Holders);
        Assert.Equal("lock-expired", Assert.Single(_last.Events).Type);
        Assert.Equal(ErrorCode.LeaseExpired, Code(Release("a", at: 21)));
    }

    [Fact]
    public void A_lease_is_kept_for_its_ttl_and_the_bound_on_clock_rates()
    {
        Acquire("a", at: 0);
        Assert.Equal(ErrorCode.LockHeld, Code(Acquire("b", at: 10.49)));
        Assert.Equal(43, Assert.IsType<LockReply.Granted>(Acquire("b", at: 10.5)).FencingToken);
    }

    [Fact]
    public void An_activation_waits_a_whole_ttl_from_its_own_read()
    {
        Acquire("a", at: 1000);
        Reload();
        Assert.Equal(ErrorCode.LockHeld, Code(Acquire("b", at: 10)));
        Assert.IsType<LockReply.Granted>(Renew("a", at: 10));
    }

    [Fact]
    public void A_refusal_says_who_holds_the_lock()
    {
        Acquire("a", at: 0);
        var refusal = Assert.IsType<LockReply.Refused>(Acquire("b", at: 4)).Refusal;
        Assert.Equal("owner of a", refusal.Facts["holder"]);
        Assert.Equal("42", refusal.Facts["fencingToken"]);
        Assert.Equal("0", refusal.Facts["waiting"]);
        Assert.Equal("7", refusal.Facts["retryAfterSeconds"]);
        Assert.False(_last.Writes);
    }

    [Fact]
    public void Only_the_grant_that_was_seen_is_broken()
    {
        Acquire("a", at: 0);
        Assert.Equal(ErrorCode.PreconditionFailed, Code(Break(41, at: 1)));
        Assert.IsType<LockReply.Done>(Break(42, at: 1));
        Assert.Equal("lock-broken", Assert.Single(_last.Events).Type);
        Acquire("b", at: 2);
        Assert.IsType<LockReply.Done>(Break(42, at: 3));
        Assert.Equal("b", Assert.Single(_image.State!.Holders).Id);
        Assert.Equal(ErrorCode.LeaseExpired, Code(Renew("a", at: 3)));
    }

    /// <summary>DistributedLock.MongoDB, cosmos-db-design-patterns#91: the fencing token began again when the lock's row was deleted.</summary>
    [Fact]
    public void Tokens_rise_over_the_deletion_of_an_idle_lock()
    {
        Acquire("a", at: 0);
        Release("a", at: 1);
        Wake(at: 3599);
        Assert.True(_image.Exists);
        Assert.Equal(DueChange.In(TimeSpan.FromSeconds(2)), _last.Due);
        Wake(at: 3601);
        Assert.False(_image.Exists);
        Assert.True(Assert.IsType<LockReply.Granted>(Acquire("b", at: 3602)).FencingToken > 42);
        Assert.Equal(_image.Version, _image.State!.LastToken);
    }

    [Fact]
    public void A_due_lock_that_is_held_is_looked_at_when_its_lease_ends()
    {
        Acquire("a", at: 0);
        Wake(at: 4);
        Assert.Equal(DueChange.In(TimeSpan.FromSeconds(6.5)), _last.Due);
        Wake(at: 10.5);
        Assert.Equal(LockEnd.Expired, _image.State!.History[0].How);
    }

    [Fact]
    public void The_history_is_short_and_releases_do_not_push_out_what_else_has_happened()
    {
        for (var i = 0; i < 40; i++)
        {
            Acquire($"r{i}", at: 100 * i);
            if (i % 4 != 0) Release($"r{i}", at: (100 * i) + 1);
        }

        // Those that are not released have expired when the next one asks.
        Assert.Equal(["r39", "r38", "r36", "r32", "r28", "r24", "r20", "r16"], _image.State!.History.Select(ended => ended.LeaseId));
        Assert.Equal((LockEnd.Released, LockEnd.Expired), (_image.State.History[1].How, _image.State.History[2].How));
    }

    [Fact]
    public void Only_the_present_holders_token_passes_the_check()
    {
        Acquire("a", at: 0);
        Assert.IsType<LockReply.Done>(LockMachine.Check(_image, new CheckLock(42), At(1)));
        Assert.Equal(ErrorCode.StaleFencingToken, Code(LockMachine.Check(_image, new CheckLock(41), At(1))));
        Assert.Equal(ErrorCode.StaleFencingToken, Code(LockMachine.Check(_image, new CheckLock(42), At(11))));
    }

    private static AcquireLock Call(string id) => new() { RequestId = id, Owner = $"owner of {id}", Ttl = Ttl };

    private static Moment At(double seconds) => new(TimeSpan.FromSeconds(seconds), Epoch + TimeSpan.FromSeconds(seconds));

    private static ErrorCode Code(LockReply reply) => Assert.IsType<LockReply.Refused>(reply).Refusal.Code;

    private static LockTurn Turn(AcquireLock? next, double polledAt = 0)
        => next is null ? default : new LockTurn([new LockCall(next, TimeSpan.FromSeconds(polledAt))], 1);

    private LockReply Acquire(string id, double at) => Run(Call(id), at);

    private LockReply Run(AcquireLock command, double at) => Apply(LockMachine.Acquire(_image, command, Turn(command, at), Options, At(at)));

    private LockReply Renew(string id, double at) => Apply(LockMachine.Renew(_image, new RenewLock(id), default, Options, At(at)));

    private LockReply Release(string id, double at, AcquireLock? next = null, double polledAt = 0)
        => Apply(LockMachine.Release(_image, new ReleaseLock(id), Turn(next, polledAt), Options, At(at)));

    private LockReply Break(long token, double at) => Apply(LockMachine.Break(_image, new BreakLock(token, "why"), default, Options, At(at)));

    private void Wake(double at) => Apply(LockMachine.Wake(_image, default, Options, At(at)));

    private LockReply Apply(Decision<LockState, LockOutcome> decision)
    {
        _last = decision;
        if (decision.Writes) _image = new RecordImage<LockState>(decision.Next, _image.VersionAfter(decision.Tokens));
        return decision.Reply.Reply;
    }

    private void Reload() => _image = _image with { State = StateJson.Read<LockState>(StateJson.Write(_image.State!)) };
}

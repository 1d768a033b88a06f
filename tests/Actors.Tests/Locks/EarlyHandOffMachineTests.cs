using Actors.Locks;
using Actors.Records;

namespace Actors.Tests.Locks;

/// <summary>Grants that are made before their turn, decision by decision.</summary>
public sealed class EarlyHandOffMachineTests
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<LockCall> _line = [];
    private RecordImage<LockState> _image = new(null, 41);
    private Decision<LockState, LockOutcome> _last;
    private LockOptions _options = new();

    private LockState State => _image.State!;

    [Fact]
    public void Who_waits_has_its_token_before_its_turn_and_is_told_as_soon_as_that_is_durable()
    {
        Hold("a");
        Wait("b", "c");
        Assert.Equal("a | b c", Names());
        Assert.Equal([42L, 43L, 44L], Tokens());
        var promised = _image.Version;
        Release("a");
        Assert.Equal("b | c", Names());
        Assert.Equal((_options.ReleaseLag, promised), (_last.Lag, _last.RestsOn));
        var granted = Assert.Single(_last.Reply.Granted);
        Assert.Equal(("b", 43L, TimeSpan.FromSeconds(1)), (granted.LeaseId, granted.FencingToken, granted.Waited));
        Assert.Equal(0, _last.Tokens);
    }

    [Fact]
    public void What_was_read_from_the_record_is_durable_and_kept_whoever_polls_and_whatever_the_settings_are_now()
    {
        Hold("a");
        Wait("b", "c");
        Reload();
        _line.Clear();
        Wait("z");
        Assert.Equal("a | b c", Names());
        Release("a");
        Assert.Equal(("b", 0L), (Assert.Single(_last.Reply.Granted).LeaseId, _last.RestsOn));
        Assert.Equal(_options.ReleaseLag, _last.Lag);
        _options = new LockOptions { ReleaseLag = TimeSpan.Zero };
        Release("b");
        Assert.Equal("c | ", Names());
        Assert.Equal(TimeSpan.Zero, _last.Lag);
    }

    [Fact]
    public void A_release_that_makes_promises_is_written_at_once_and_one_promise_is_not_written_by_itself_while_half_of_the_line_has_one()
    {
        Hold("a");
        Wait("b", "c", "d", "e");
        Wait("f");
        Assert.False(_last.Writes);
        Release("a", "b");
        Release("b", "c");
        Assert.Equal("c | d e", Names());
        Assert.Equal(_options.ReleaseLag, _last.Lag);
        Wait("g");
        Release("c", "d");
        Assert.Equal("d | e f g", Names());
        Assert.Equal(TimeSpan.FromTicks(1), _last.Lag);
    }

    [Fact]
    public void No_more_than_32_grants_are_made_before_their_turn()
    {
        Hold("a");
        Wait([.. Enumerable.Range(0, 60).Select(i => $"w{i}")]);
        Assert.Equal(32, State.Promised.Length);
        Assert.Equal(State.LastToken, State.Promised[^1].Token);
        Assert.True(State.LastToken <= _image.Version);
    }

    [Fact]
    public void Whoever_wants_none_is_granted_in_its_place_and_nobody_behind_it_before_its_turn()
    {
        Hold("a");
        _line.Add(Call("plain") with { Request = Command("plain") with { EarlyHandOff = false } });
        Wait("b");
        Assert.Equal("a | ", Names());
        Release("a");
        Assert.Equal(("plain", TimeSpan.Zero), (Assert.Single(_last.Reply.Granted).LeaseId, _last.Lag));
        _line.RemoveAt(0);
        Release("plain");
        Assert.Equal(("b", TimeSpan.Zero), (Assert.Single(_last.Reply.Granted).LeaseId, _last.Lag));
    }

    [Fact]
    public void A_try_has_no_grant_before_its_turn()
    {
        Hold("a");
        _line.Add(Call("try") with { Request = Command("try") with { Wait = TimeSpan.Zero } });
        Advance();
        Assert.Empty(State.Promised);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Only_its_owner_or_the_end_of_its_session_takes_back_a_grant_before_its_turn_and_that_is_durable_before_it_is_told(bool byOwner)
    {
        Hold("a");
        Wait("b", "c");
        _line.Clear();
        if (byOwner) Release("b");
        else Run((image, turn, now) => LockMachine.EndSession(image, "session of b", 1, turn, _options, now));
        Assert.Equal((TimeSpan.Zero, true), (_last.Lag, _last.Writes));
        Assert.IsType<LockReply.Done>(_last.Reply.Reply);
        Assert.Equal("a | c", Names());
        Run((image, turn, now) => LockMachine.EndSession(image, "session of c", 2, turn, _options, now));
        Assert.Equal("a | c", Names());
        Release("a");
        Assert.Equal("c | ", Names());
    }

    [Fact]
    public void The_end_of_a_session_is_written_before_the_next_in_line_is_told()
    {
        Hold("a");
        Wait("b");
        Run((image, turn, now) => LockMachine.EndSession(image, "session of a", 1, turn, _options, now));
        Assert.Equal(("b", TimeSpan.Zero), (Assert.Single(_last.Reply.Granted).LeaseId, _last.Lag));
    }

    [Fact]
    public void A_release_that_is_not_early_is_written_before_anybody_is_told()
    {
        Hold("a");
        Wait("b");
        Run((image, turn, now) => LockMachine.Release(image, new ReleaseLock("a"), turn, _options, now));
        Assert.Equal(("b", TimeSpan.Zero), (Assert.Single(_last.Reply.Granted).LeaseId, _last.Lag));
    }

    [Fact]
    public void Its_token_is_checked_nowhere_and_its_mode_stays()
    {
        var token = Hold("a").FencingToken;
        Assert.Equal(ErrorCode.InvalidRequest, Code(LockMachine.Check(_image, new CheckLock(token), At())));
        foreach (var mode in new[] { LockMode.Exclusive, LockMode.Shared })
        {
            Run((image, turn, now) => LockMachine.Convert(image, new ConvertLock { LeaseId = "a", FencingToken = token, Mode = mode }, turn, _options, now));
            Assert.Equal(ErrorCode.InvalidRequest, Code(_last.Reply.Reply));
        }
    }

    [Fact]
    public void It_is_stored_where_the_databases_own_check_does_not_look()
    {
        Hold("a");
        Wait("b", "c");
        var json = System.Text.Json.Nodes.JsonNode.Parse(StateJson.Write(State))!;
        Assert.Empty(json["holders"]!.AsArray());
        Assert.Equal(3, json["handedOverEarly"]!.AsArray().Count);
        Reload();
        Assert.Equal("a | b c", Names());
        foreach (var id in new[] { "a", "b", "c" }) Release(id);
        Assert.DoesNotContain("handedOverEarly", StateJson.Write(State), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LockMode.Shared, "s", 0)]
    [InlineData(LockMode.Exclusive, null, 0)]
    [InlineData(LockMode.Exclusive, "s", 1)]
    public void What_does_not_go_with_it_is_refused(LockMode mode, string? session, int delaySeconds)
    {
        var command = Command("a") with { Mode = mode, Session = session, LockDelay = TimeSpan.FromSeconds(delaySeconds) };
        Assert.Contains("early hand-off", LockRules.Refuse(command)!.Detail, StringComparison.Ordinal);
        Assert.Null(LockRules.Refuse(command with { EarlyHandOff = false }));
    }

    private static AcquireLock Command(string id) => new()
    {
        RequestId = id,
        Owner = id,
        Session = $"session of {id}",
        Wait = TimeSpan.FromSeconds(5),
        EarlyHandOff = true,
    };

    private static LockCall Call(string id) => new(Command(id), TimeSpan.Zero, new LockSessionRef(1, TimeSpan.FromSeconds(10)));

    private static Moment At() => new(TimeSpan.FromSeconds(1), Epoch);

    private static ErrorCode Code(LockReply reply) => Assert.IsType<LockReply.Refused>(reply).Refusal.Code;

    private LockReply.Granted Hold(string id)
    {
        _line.Add(Call(id));
        Run((image, turn, now) => LockMachine.Acquire(image, Command(id), turn, _options, now));
        _line.Clear();
        return Assert.IsType<LockReply.Granted>(_last.Reply.Reply);
    }

    private void Wait(params string[] ids)
    {
        _line.AddRange(ids.Select(Call));
        Advance();
    }

    private void Advance() => Run((image, turn, now) => LockMachine.Advance(image, turn, _options, now));

    /// <summary>Releases, with <paramref name="next"/> out of the line once it is granted.</summary>
    private void Release(string id, string? next = null)
    {
        Run((image, turn, now) => LockMachine.Release(image, new ReleaseLock(id, Early: true), turn, _options, now));
        _line.RemoveAll(call => call.Request.RequestId == next);
    }

    private void Reload() => _image = new RecordImage<LockState>(StateJson.Read<LockState>(StateJson.Write(State)), _image.Version);

    /// <summary>Who holds it, and after a bar whose grants are made before their turn.</summary>
    private string Names() => $"{string.Join(' ', State.Holders.Select(hold => hold.Id))} | {string.Join(' ', State.Promised.Select(hold => hold.Id))}";

    private long[] Tokens() => [.. State.Holders.Concat(State.Promised).Select(hold => hold.Token)];

    private void Run(Func<RecordImage<LockState>, LockTurn, Moment, Decision<LockState, LockOutcome>> decide)
    {
        _last = decide(_image, new LockTurn(_line.Count == 0 ? null : [.. _line], _line.Count), At());
        if (_last.Writes) _image = new RecordImage<LockState>(_last.Next, _image.VersionAfter(_last.Tokens));
    }
}

using Actors.Locks;
using Actors.Records;

namespace Actors.Tests.Locks;

/// <summary>
/// One stored row, two activations of its lock with clocks of their own speed, and callers whose messages are delayed and lost, some
/// with a session (<see cref="SimulatedSession"/>). Checks at every commit that no one else may still believe to hold the lock, by the
/// holder's rule, and that a lock-delay is kept.
/// </summary>
internal sealed partial class LockSimulation
{
    private static readonly LockOptions Options = new() { IdleRetention = TimeSpan.FromSeconds(4), RevokeGrace = TimeSpan.FromSeconds(1) };

    private readonly Random _random;
    private readonly PriorityQueue<Action, double> _events = new();
    private readonly Activation[] _activations = [new(), new()];
    private readonly List<Caller> _callers = [];
    private RecordImage<LockState> _row = new(null, 0);
    private double _now;
    private long _lastToken;
    private (string Owner, double Until) _delay = ("", 0);

    private readonly bool _counts;

    internal LockSimulation(int seed)
    {
        _random = new Random(seed);

        // A third of the histories are about a semaphore with two permits, the others about readers and writers.
        _counts = seed % 3 == 0;
    }

    internal int Conversions { get; private set; }

    internal int Together { get; private set; }

    internal int Grants { get; private set; }

    internal int Conflicts { get; private set; }

    internal int Deletions { get; private set; }

    internal int SessionsEnded { get; private set; }

    internal int Notes { get; private set; }

    internal int Delays { get; private set; }

    internal void Run(double seconds)
    {
        foreach (var activation in _activations) Load(activation);
        for (var i = 0; i < 3; i++) Start(i);
        At(Between(1, 5), Wake);
        At(1, WatchSessions);
        while (_events.TryDequeue(out var step, out var at) && at < seconds)
        {
            _now = at;
            step();
        }
    }

    private void Start(int number)
    {
        var caller = new Caller($"{number}-{_callers.Count}", TimeSpan.FromSeconds(_random.Next(1, 6)))
        {
            Asked = _counts ? LockMode.Semaphore : Chance(0.5) ? LockMode.Exclusive : Chance(0.5) ? LockMode.Shared : LockMode.Upgradeable,
            LockDelay = Chance(0.2) ? TimeSpan.FromSeconds(3) : TimeSpan.Zero,
        };
        _callers.Add(caller);
        if (Chance(0.4)) Open(caller);
        Ask(caller);

        // Most give up after a while; the next one comes as another request. Some pauses let the lock go idle.
        At(_now + Between(5, 15), () =>
        {
            caller.Stop();
            caller.Gone = true;
            if (caller.Session is { } session && Chance(0.3)) At(_now + Delay(), () => End(session));
            else if (Chance(0.7)) Send((image, turn, now) => LockMachine.Release(image, new ReleaseLock(caller.Id), default, Options, now), _ => { });
            At(_now + (Chance(0.4) ? Between(0, 60) : Between(0, 3)), () => Start(number));
        });
    }

    private void Ask(Caller caller)
    {
        if (caller.Gone) return;
        var sent = _now;
        var command = new AcquireLock
        {
            RequestId = caller.Id,
            Owner = caller.Id,
            Ttl = caller.Ttl,
            Mode = caller.Asked,
            Permits = _counts ? 2 : null,
            LockDelay = caller.LockDelay,
            Session = caller.Session is null ? null : caller.Id,
        };
        if (caller.Session is { Ended: true }) return;
        Send(
            (image, polledAt, now) => LockMachine.Acquire(image, command, new LockTurn([new LockCall(command, polledAt, caller.Session is null ? default : new LockSessionRef(1, caller.Ttl))], 1), Options, now),
            outcome =>
            {
                if (outcome.Reply is LockReply.Granted granted) Trust(caller, granted, sent + (0.95 * granted.Waited.TotalSeconds));
            });
        At(_now + Between(0.2, 2), () => (caller.Believes > _now ? (Action<Caller>)Renew : Ask)(caller));
    }

    private void Renew(Caller caller)
    {
        if (caller.Gone) return;
        var sent = _now;
        if (!_counts && Chance(0.3)) Convert(caller);
        if (Chance(0.05)) Send((image, turn, now) => LockMachine.Revoke(image, new RevokeLock(caller.Token, "simulated", TimeSpan.FromSeconds(1)), default, Options, now), _ => { });
        Send((image, _, now) => LockMachine.Renew(image, new RenewLock(caller.Id), default, Options, now), outcome =>
        {
            if (outcome.Reply is LockReply.Granted granted) Trust(caller, granted, sent);
        });

        At(_now + (caller.Ttl.TotalSeconds * Between(0.2, 1.2)), () => (caller.Believes > _now ? (Action<Caller>)Renew : Ask)(caller));
    }

    /// <summary>A holder that gives up being exclusive does so before it says it, and one that becomes it does so after it is told.</summary>
    private void Convert(Caller caller)
    {
        var from = caller.Mode;
        var token = caller.Token;
        var to = from == LockMode.Exclusive ? LockMode.Shared : LockMode.Exclusive;
        if (to == LockMode.Shared) caller.Mode = LockMode.Shared;
        var sent = _now;
        Send((image, _, now) => LockMachine.Convert(image, new ConvertLock { LeaseId = caller.Id, FencingToken = token, Mode = to }, default, Options, now), outcome =>
        {
            if (outcome.Reply is not LockReply.Granted granted || caller.Gone || caller.Believes < _now) return;
            Conversions++;
            Trust(caller, granted, sent);
        });
    }

    private void Trust(Caller caller, LockReply.Granted granted, double from)
    {
        // Answers overtake each other: an older grant of the same lease says nothing about how it is held now.
        if (caller.Gone || caller.Session is { IsTold: true } || granted.FencingToken < caller.Token) return;
        if (granted.FencingToken > caller.Token || caller.Mode != LockMode.Shared) caller.Mode = granted.Mode;
        caller.Token = granted.FencingToken;
        caller.Trust(from + granted.Ttl.TotalSeconds);
        if (caller.Believes <= _now) return;
        Assert.Contains(_row.State?.Holders ?? [], hold => hold.Id == caller.Id);
        Check();
    }

    /// <summary>Those who believe to hold the lock go together.</summary>
    private void Check()
    {
        var believers = _callers.Where(caller => caller.Believes > _now).ToList();
        if (believers.Count > 1) Together++;
        if (_counts)
        {
            Assert.True(believers.Count <= 2, $"{believers.Count} hold two permits");
            return;
        }

        Assert.True(
            believers.Count <= 1 || believers.All(one => one.Mode is LockMode.Shared or LockMode.Upgradeable),
            string.Join(", ", believers.Select(one => $"{one.Id} {one.Mode}")));
        Assert.True(believers.Count(one => one.Mode == LockMode.Upgradeable) <= 1);
    }

    private void Wake()
    {
        Send((image, _, now) => LockMachine.Wake(image, default, Options, now), _ => { });
        At(_now + Between(1, 5), Wake);
    }

    private void Send(Func<RecordImage<LockState>, TimeSpan, Moment, Decision<LockState, LockOutcome>> decide, Action<LockOutcome> answer)
    {
        if (Chance(0.1)) return;
        var activation = _activations[Chance(0.8) ? 0 : 1];
        At(_now + Delay(), () =>
        {
            var arrived = activation.Now(_now).Elapsed;
            var epoch = activation.Epoch;
            Deliver();

            void Deliver()
            {
                if (activation.Epoch != epoch) return;
                if (activation.Busy) At(_now + 0.01, Deliver);
                else Decide(activation, decide(activation.Image, arrived, activation.Now(_now)), answer);
            }
        });
    }

    private void Decide(Activation activation, Decision<LockState, LockOutcome> decision, Action<LockOutcome> answer)
    {
        if (!decision.Writes)
        {
            At(_now + Delay(), () => answer(decision.Reply));
            return;
        }

        activation.Busy = true;
        var decidedAt = _now;
        var expected = activation.Image;
        var next = new RecordImage<LockState>(decision.Next, expected.VersionAfter(decision.Tokens));
        At(_now + Delay(), () =>
        {
            var committed = _row.Version == expected.Version && _row.Exists == expected.Exists;
            if (committed) Commit(next, expected.State, decision.Reply, decidedAt);
            else Conflicts++;
            if (!committed || Chance(0.1))
            {
                // A conflict, or a commit whose fate the activation never hears of.
                Load(activation);
                return;
            }

            activation.Image = next;
            activation.Busy = false;
            if (!Chance(0.1)) At(_now + Delay(), () => answer(decision.Reply));
        });
    }

    private void Commit(RecordImage<LockState> next, LockState? before, LockOutcome outcome, double decidedAt)
    {
        foreach (var ended in outcome.Ended)
        {
            var delay = before?.Holders.FirstOrDefault(hold => hold.Token == ended.FencingToken)?.LockDelay ?? TimeSpan.Zero;
            if (ended.How is not (LockEnd.Expired or LockEnd.SessionEnded) || delay == TimeSpan.Zero) continue;
            _delay = (ended.Owner, decidedAt + delay.TotalSeconds);
            Delays++;
        }

        _row = next;
        if (!next.Exists) Deletions++;
        var last = next.State?.LastToken ?? _lastToken;
        Assert.True(last >= _lastToken, $"token {last} after {_lastToken}");
        Assert.True(last <= next.Version);
        foreach (var granted in outcome.Granted)
        {
            Grants++;
            Assert.True(granted.FencingToken > _lastToken, $"token {granted.FencingToken} after {_lastToken}");
            Assert.DoesNotContain(before?.Holders ?? [], hold => hold.Token == granted.FencingToken);
            Assert.True(_now >= _delay.Until || granted.LeaseId == _delay.Owner, $"{granted.LeaseId} is granted before the delay after {_delay.Owner} is over");

            // From here on the grant counts, whether or not its holder ever hears of it.
            var others = _callers.Where(caller => caller.Believes > _now && caller.Id != granted.LeaseId).ToList();
            if (_counts) Assert.True(others.Count <= 1, $"{others.Count} others hold two permits");
            else
            {
                Assert.True(
                    others.All(other => other.Mode != LockMode.Exclusive && granted.Mode != LockMode.Exclusive),
                    $"{_now}: {granted.LeaseId} is granted {granted.Mode} beside {string.Join(", ", others.Select(other => $"{other.Id} {other.Mode} {other.Token} until {other.Believes}"))}; before: {string.Join(", ", before?.Holders.Select(hold => $"{hold.Id} {hold.Mode} {hold.Token} {hold.RenewedAt} {hold.Ttl}") ?? [])}; history {string.Join(", ", next.State!.History.Select(past => $"{past.LeaseId} {past.FencingToken} {past.How} {past.EndedAt:O}"))}");
            }
        }

        _lastToken = last;
    }

    private void Load(Activation activation)
    {
        activation.Epoch++;
        activation.Busy = true;
        var epoch = activation.Epoch;

        // The row is read at one moment, and the answer is here at a later one, from which time counts.
        At(_now + Delay(), () =>
        {
            var state = _row.State is { } stored ? StateJson.Read<LockState>(StateJson.Write(stored)) : null;
            var version = _row.Version;
            At(_now + Delay(), () =>
            {
                if (activation.Epoch != epoch) return;
                activation.Image = new RecordImage<LockState>(state, version);
                activation.ReadAt = _now;
                activation.Rate = Between(0.95, 1.05);
                activation.Busy = false;
            });
        });
    }

    private void At(double time, Action step) => _events.Enqueue(step, time);

    private double Delay() => Chance(0.05) ? Between(0, 5) : Between(0, 0.1);

    private double Between(double min, double max) => min + (_random.NextDouble() * (max - min));

    private bool Chance(double chance) => _random.NextDouble() < chance;

    private sealed class Activation
    {
        internal RecordImage<LockState> Image { get; set; }

        internal double ReadAt { get; set; }

        internal double Rate { get; set; } = 1;

        internal int Epoch { get; set; }

        internal bool Busy { get; set; }

        internal Moment Now(double now) => new(
            TimeSpan.FromSeconds((now - ReadAt) * Rate), DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(now));
    }

    private sealed class Caller(string id, TimeSpan ttl)
    {
        private double _until;

        internal string Id { get; } = id;

        internal TimeSpan Ttl { get; } = ttl;

        internal SimulatedSession? Session { get; set; }

        /// <summary>Until when it believes to hold the lock.</summary>
        internal double Believes => Session is null ? _until : Math.Min(_until, Session.Believes);

        internal bool Gone { get; set; }

        internal required LockMode Asked { get; init; }

        internal TimeSpan LockDelay { get; init; }

        /// <summary>How it believes to hold it.</summary>
        internal LockMode Mode { get; set; }

        internal long Token { get; set; }

        internal void Stop() => _until = 0;

        /// <summary>What hangs on a session is held for as long as that is believed to be open.</summary>
        internal void Trust(double until) => _until = Session is null ? Math.Max(_until, until) : double.PositiveInfinity;
    }
}

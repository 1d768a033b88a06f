using Actors.Locks;
using Actors.Records;

namespace Actors.Tests.Locks;

/// <summary>
/// One stored row, two activations of its lock with clocks of their own speed, and callers whose messages are delayed and lost.
/// Checks at every commit that no one else may still believe to hold the lock, by the holder's rule.
/// </summary>
internal sealed class LockSimulation
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(4);

    private readonly Random _random;
    private readonly PriorityQueue<Action, double> _events = new();
    private readonly Activation[] _activations = [new(), new()];
    private readonly List<Caller> _callers = [];
    private RecordImage<LockState> _row = new(null, 0);
    private double _now;
    private long _lastToken;

    internal LockSimulation(int seed) => _random = new Random(seed);

    internal int Grants { get; private set; }

    internal int Conflicts { get; private set; }

    internal int Deletions { get; private set; }

    internal void Run(double seconds)
    {
        foreach (var activation in _activations) Load(activation);
        for (var i = 0; i < 3; i++) Start(i);
        At(Between(1, 5), Wake);
        while (_events.TryDequeue(out var step, out var at) && at < seconds)
        {
            _now = at;
            step();
        }
    }

    private void Start(int number)
    {
        var caller = new Caller($"{number}-{_callers.Count}", TimeSpan.FromSeconds(_random.Next(1, 6)));
        _callers.Add(caller);
        Ask(caller);

        // Most give up after a while; the next one comes as another request. Some pauses let the lock go idle.
        At(_now + Between(5, 15), () =>
        {
            caller.Believes = 0;
            caller.Gone = true;
            if (Chance(0.7)) Send((image, turn, now) => LockMachine.Release(image, new ReleaseLock(caller.Id), default, Idle, now), _ => { });
            At(_now + (Chance(0.4) ? Between(0, 60) : Between(0, 3)), () => Start(number));
        });
    }

    private void Ask(Caller caller)
    {
        if (caller.Gone) return;
        var sent = _now;
        var command = new AcquireLock { RequestId = caller.Id, Owner = caller.Id, Ttl = caller.Ttl };
        Send(
            (image, polledAt, now) => LockMachine.Acquire(image, command, new LockTurn(new LockCall(command, polledAt), 1), Idle, now),
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
        Send((image, _, now) => LockMachine.Renew(image, new RenewLock(caller.Id), default, Idle, now), outcome =>
        {
            if (outcome.Reply is LockReply.Granted granted) Trust(caller, granted, sent);
        });
        At(_now + (caller.Ttl.TotalSeconds * Between(0.2, 1.2)), () => (caller.Believes > _now ? (Action<Caller>)Renew : Ask)(caller));
    }

    private void Trust(Caller caller, LockReply.Granted granted, double from)
    {
        if (caller.Gone) return;
        caller.Believes = Math.Max(caller.Believes, from + granted.Ttl.TotalSeconds);
        if (caller.Believes > _now) Assert.Equal(caller.Id, _row.State?.Holder?.Id);
    }

    private void Wake()
    {
        Send((image, _, now) => LockMachine.Wake(image, default, Idle, now), _ => { });
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
        var expected = activation.Image;
        var next = new RecordImage<LockState>(decision.Next, expected.VersionAfter(decision.Tokens));
        At(_now + Delay(), () =>
        {
            var committed = _row.Version == expected.Version && _row.Exists == expected.Exists;
            if (committed) Commit(next, decision.Reply.Granted);
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

    private void Commit(RecordImage<LockState> next, LockReply.Granted? granted)
    {
        _row = next;
        if (!next.Exists) Deletions++;
        if (granted is null) return;
        Grants++;
        Assert.True(granted.FencingToken > _lastToken, $"token {granted.FencingToken} after {_lastToken}");
        Assert.True(granted.FencingToken <= next.Version);
        _lastToken = granted.FencingToken;
        Assert.DoesNotContain(_callers, caller => caller.Believes > _now && caller.Id != granted.LeaseId);
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
        internal string Id { get; } = id;

        internal TimeSpan Ttl { get; } = ttl;

        /// <summary>Until when it believes to hold the lock.</summary>
        internal double Believes { get; set; }

        internal bool Gone { get; set; }
    }
}

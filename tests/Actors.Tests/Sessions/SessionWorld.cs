using Actors.Records;
using Actors.Sessions;

namespace Actors.Tests.Sessions;

/// <summary>
/// One stored row, two activations of its session with clocks of their own speed, and an owner whose messages are delayed and
/// lost. Checks that a session that ends unasked is one that its owner has given up by its own clock, and that nobody is told of
/// an end that is not stored.
/// </summary>
internal sealed class SessionWorld
{
    private static readonly SessionOptions Options = new();

    private readonly Random _random;
    private readonly PriorityQueue<Action, double> _events = new();
    private readonly Activation[] _activations = [new(), new()];
    private RecordImage<SessionState> _row = new(null, 0);
    private double _now;
    private double _ttl;
    private double _believes;
    private bool _gaveUp;

    internal SessionWorld(int seed) => _random = new Random(seed);

    internal int Renewals { get; private set; }

    internal int Conflicts { get; private set; }

    internal int Expiries { get; private set; }

    internal void Run(double seconds)
    {
        _ttl = _random.Next(1, 6);
        foreach (var activation in _activations) Load(activation);
        Speak();
        Look();
        while (_events.TryDequeue(out var step, out var at) && at < seconds)
        {
            _now = at;
            step();
        }
    }

    /// <summary>The owner opens, then renews; it may fall silent, and never speaks again once it has lost trust.</summary>
    private void Speak()
    {
        if (_believes > 0 && _believes <= _now) return;
        var sent = _now;
        if (Renewals > 20 && Chance(0.1))
        {
            _gaveUp = true;
            Send((image, now) => SessionMachine.End(image, Options, now), _ => { });
            return;
        }

        var open = new OpenSession { Owner = "me", Ttl = TimeSpan.FromSeconds(_ttl) };
        Send(
            (image, now) => _believes > 0 ? SessionMachine.Renew(image, new RenewSession(), Options, now) : SessionMachine.Open(image, "s", open, Options, now),
            reply =>
            {
                if (reply is not SessionReply.Open || _gaveUp) return;

                // An answer after the deadline is worth nothing.
                if (_believes > 0 && _believes <= _now) return;
                Renewals++;
                _believes = Math.Max(_believes, sent + _ttl);
                if (_believes > _now) Assert.Null(_row.State?.EndedAt);
            });
        At(_now + (_ttl * Between(0.1, 0.6)), Speak);
    }

    /// <summary>Timers, sweepers and those who watch: anyone may ask any activation at any time.</summary>
    private void Look()
    {
        Func<RecordImage<SessionState>, Moment, Decision<SessionState, SessionReply>> look = _random.Next(3) switch
        {
            0 => (image, now) => SessionMachine.Expire(image, Options, now),
            1 => (image, now) => SessionMachine.Wake(image, Options, now),
            _ => (image, now) => SessionMachine.Watch(image, new WatchSession(1, TimeSpan.Zero), Options, now),
        };
        // What was never opened is told to have ended, so only a session that was there when it was asked for is checked.
        var opened = _row.Exists;
        Send(look, reply =>
        {
            if (reply is SessionReply.Refused && opened) Assert.NotNull(_row.State!.EndedAt);
        });
        At(_now + Between(0.1, _ttl), Look);
    }

    private void Send(Func<RecordImage<SessionState>, Moment, Decision<SessionState, SessionReply>> decide, Action<SessionReply> answer)
    {
        if (Chance(0.1)) return;
        var activation = _activations[_random.Next(2)];
        At(_now + Delay(), () => Deliver(activation, decide, answer));
    }

    private void Deliver(
        Activation activation, Func<RecordImage<SessionState>, Moment, Decision<SessionState, SessionReply>> decide, Action<SessionReply> answer)
    {
        if (activation.Busy)
        {
            At(_now + 0.01, () => Deliver(activation, decide, answer));
            return;
        }

        var decision = decide(activation.Image, activation.Now(_now));
        if (!decision.Writes)
        {
            // As the grain does: what is refused from memory is told only if the row has not moved on.
            if (decision.Reply is SessionReply.Refused && activation.Image.State?.EndedAt is null && activation.Image.Version != _row.Version) Load(activation);
            else At(_now + Delay(), () => answer(decision.Reply));
            return;
        }

        activation.Busy = true;
        var expected = activation.Image;
        var next = new RecordImage<SessionState>(decision.Next, expected.VersionAfter(decision.Tokens));
        At(_now + Delay(), () =>
        {
            var committed = _row.Version == expected.Version;
            if (committed) Commit(next);
            else Conflicts++;
            if (!committed || Chance(0.05))
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

    private void Commit(RecordImage<SessionState> next)
    {
        if (_row.State is { EndedAt: null } && next.State!.EndedAt is not null && !_gaveUp)
        {
            Expiries++;
            Assert.True(_believes <= _now, $"The session ended at {_now}, and its owner trusts it until {_believes}.");
        }

        _row = next;
    }

    private void Load(Activation activation)
    {
        activation.Busy = true;
        var state = _row.State is { } stored ? StateJson.Read<SessionState>(StateJson.Write(stored)) : null;
        var image = new RecordImage<SessionState>(state, _row.Version);
        At(_now + Delay(), () =>
        {
            activation.Image = image;
            activation.Busy = false;
            activation.ReadAt = _now;
            activation.Rate = Between(0.96, 1.04);
        });
    }

    private void At(double time, Action step) => _events.Enqueue(step, time);

    private bool Chance(double probability) => _random.NextDouble() < probability;

    private double Between(double min, double max) => min + (_random.NextDouble() * (max - min));

    // Mostly short, now and then longer than a TTL.
    private double Delay() => Chance(0.05) ? Between(0, 2 * _ttl) : Between(0.001, 0.05);

    private sealed class Activation
    {
        internal RecordImage<SessionState> Image { get; set; }

        internal bool Busy { get; set; }

        internal double ReadAt { get; set; }

        internal double Rate { get; set; } = 1;

        internal Moment Now(double now)
        {
            var elapsed = TimeSpan.FromSeconds((now - ReadAt) * Rate);
            return new Moment(elapsed, SessionBench.Start + elapsed);
        }
    }
}

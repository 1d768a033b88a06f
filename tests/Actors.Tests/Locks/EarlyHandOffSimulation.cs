using Actors.Locks;
using Actors.Records;

namespace Actors.Tests.Locks;

/// <summary>
/// One stored lock, three activations that all believe to be the only one, and processes with sessions whose callers want it with early
/// hand-off. Messages are delayed, lost and sent twice; commits are refused, or of unknown fate; sessions end. Checks whenever somebody
/// comes to believe that it holds the lock that nobody else does, and that its token is the highest so far and was durable.
/// </summary>
internal sealed partial class EarlyHandOffSimulation
{
    private const double Ttl = 5;
    private const int CallersPerProcess = 2;

    private static readonly LockOptions Options = new() { RevokeGrace = TimeSpan.FromSeconds(1) };

    private readonly Random _random;
    private readonly PriorityQueue<Action, double> _events = new();
    private readonly List<Session> _sessions = [];
    private readonly Dictionary<string, Request> _requests = [];
    private readonly Dictionary<long, string> _durable = [];
    private readonly Activation[] _activations;
    private RecordImage<LockState> _row = new(null, 0);
    private Request? _believer;
    private double _now;
    private int _current;
    private int _numbers;
    private bool _calm;
    private long _lastToken;

    internal EarlyHandOffSimulation(int seed)
    {
        _random = new Random(seed);
        _activations = [new(this), new(this), new(this)];
    }

    internal int Grants { get; private set; }

    /// <summary>How many answers were told before they were durable.</summary>
    internal int Early { get; private set; }

    /// <summary>How many of them were never written.</summary>
    internal int Lost { get; private set; }

    /// <summary>How many grants were told by an activation that another one had overtaken.</summary>
    internal int ToldLate { get; private set; }

    internal int SessionsEnded { get; private set; }

    internal int Revoked { get; private set; }

    internal int GivenUp { get; private set; }

    /// <summary>Runs with faults, and then without: from then on everybody who wants the lock is to get it again and again.</summary>
    internal void Run(double seconds, double calm)
    {
        foreach (var activation in _activations) activation.Load();
        for (var process = 0; process < 3; process++)
        {
            var session = new Box();
            for (var i = 0; i < CallersPerProcess; i++) Want(session);
        }

        At(Between(5, 20), Switch);
        At(Between(5, 15), Revoke);
        Play(seconds);
        _calm = true;
        Play(seconds + (calm / 2));
        foreach (var request in _requests.Values) request.Box.Served = 0;
        Play(seconds + calm);
        var boxes = _requests.Values.Select(request => request.Box).Distinct().ToList();
        Assert.True(boxes.TrueForAll(box => box.Served > 0), $"served at the end: {string.Join(", ", boxes.Select(box => box.Served))}; {_activations[0].Dump()} {string.Join(' ', _requests.Values.Where(r => r.Wants || (_row.State?.Holders.Any(h => h.Id == r.Id) ?? false)).Select(r => $"{r.Id} wants {r.Wants} holds {r.Holds} through {r.Through} att {r.Attempts} ended {r.Session.Ended} {r.Session.Believes} told {r.Session.Told.Contains(r.Id)}"))}");
    }

    private void Play(double until)
    {
        while (_events.TryPeek(out _, out var at) && at < until)
        {
            _now = at;
            _events.Dequeue()();
        }
    }

    /// <summary>A caller wants the lock, has it, gives it back, and wants it again.</summary>
    private void Want(Box box)
    {
        if (box.Session is not { } session || session.Believes <= _now || session.Ended) session = box.Session = Open();
        var request = new Request($"r{++_numbers}", box, session);
        _requests.Add(request.Id, request);
        if (Chance(0.25)) At(_now + Between(0, 3), () => GiveUp(request));
        Poll(request);
        Watch(request);
    }

    private void Poll(Request request)
    {
        if (!request.Wants || request.Holds) return;
        Ask(request, wait: 5, reply =>
        {
            if (reply is LockReply.Granted granted) Believe(request, granted.FencingToken);
            else if (reply is LockReply.Refused) Leave(request);
        });
        At(_now + Between(0.2, 1.5), () => Poll(request));
    }

    private void Ask(Request request, double wait, Action<LockReply> answer)
    {
        var command = new AcquireLock
        {
            RequestId = request.Id,
            Owner = request.Id,
            Session = request.Session.Id,
            Wait = TimeSpan.FromSeconds(wait),
            EarlyHandOff = true,
        };

        // Of several attempts the last one's answer counts: the caller has given up the others.
        var attempt = ++request.Attempts;
        Send(activation => activation.Acquire(command, request.Session, reply => Answer(() =>
        {
            if (attempt == request.Attempts) answer(reply);
        })));
    }

    private void Believe(Request request, long token)
    {
        // What the client's list of holds says: given up, noted as lost, or its session over.
        if (!request.Wants || request.Holds || request.Session.Told.Contains(request.Id) || request.Session.Believes <= _now) return;
        Assert.Equal(request.Id, _durable.GetValueOrDefault(token));
        Assert.True(_believer is not { } other || !other.Believes(_now), $"{_now}: {request.Id} under {token} beside {_believer?.Id} under {_lastToken}");
        Assert.True(token > _lastToken, $"{_now}: token {token} of {request.Id} after {_lastToken}");
        (_believer, _lastToken, request.Holds) = (request, token, true);
        Grants++;
        request.Box.Served++;
        At(_now + Between(0, 0.3), () => Leave(request));
    }

    /// <summary>Its owner stops, and says so until it is heard.</summary>
    private void Leave(Request request)
    {
        if (!request.Wants) return;
        request.Holds = request.Wants = false;
        Release(request);
        At(_now + Between(0, 0.3), () => Want(request.Box));
    }

    private void Release(Request request)
    {
        if (request.Through || request.Session.Ended) return;
        Send(activation => activation.Release(request.Id, () => Answer(() => request.Through = true)));
        At(_now + Between(0.3, 1), () => Release(request));
    }

    /// <summary>By a release, or by a last poll that does not wait, and then a release if it is refused.</summary>
    private void GiveUp(Request request)
    {
        if (!request.Wants || request.Holds || _calm) return;
        GivenUp++;
        if (Chance(0.5))
        {
            Leave(request);
            return;
        }

        Ask(request, wait: 0, reply =>
        {
            if (reply is LockReply.Granted granted) Believe(request, granted.FencingToken);
            else Leave(request);
        });
    }

    private void Watch(Request request)
    {
        if (!request.Wants) return;
        if (request.Session.Believes <= _now || request.Session.Told.Contains(request.Id)) Leave(request);
        else At(_now + 0.3, () => Watch(request));
    }

    /// <summary>A note that asks whether it is still held: what the process's list does not have is released.</summary>
    private void Confirm(string requestId)
    {
        if (_requests[requestId] is not { Wants: false, Session.Ended: false } request) return;
        request.Through = false;
        Release(request);
    }

    private void Revoke()
    {
        var activation = _activations[_random.Next(_activations.Length)];
        if (activation.Image.State?.Holders is [var hold]) activation.Revoke(hold.Token);
        if (!_calm) At(_now + Between(5, 15), Revoke);
    }

    private void Switch()
    {
        _current = _random.Next(_activations.Length);
        if (Chance(0.5)) _activations[_current].Load();
        if (!_calm) At(_now + Between(3, 12), Switch);
    }

    private Session Open()
    {
        var session = new Session($"s{++_numbers}") { RenewedAt = _now, Believes = _now + Ttl };
        _sessions.Add(session);
        Expire(session);
        Renew(session);
        return session;
    }

    /// <summary>It ends as early as its rule allows: its owner counts from the sending of a renewal, it from the arrival.</summary>
    private void Expire(Session session)
    {
        var seen = session.RenewedAt;
        At(seen + (Ttl * Between(1, 1.3)), () =>
        {
            if (session.RenewedAt > seen)
            {
                Expire(session);
                return;
            }

            session.Ended = true;
            SessionsEnded++;
        });
    }

    private void Renew(Session session)
    {
        if (session.Ended) return;

        // Now and then its process is frozen for longer than the TTL.
        At(_now + (_calm || !Chance(0.03) ? Ttl * Between(0.2, 0.4) : Ttl * Between(1, 2)), () => Renew(session));
        var sent = _now;
        if (IsLost()) return;
        At(_now + Delay(), () =>
        {
            if (session.Ended) return;
            session.RenewedAt = _now;
            string[] notes = [.. session.Notes];
            Answer(() =>
            {
                session.Told.UnionWith(notes);
                session.Believes = Math.Max(session.Believes, sent + Ttl);
            });
        });
    }

    /// <summary>Mostly to the activation that there is, at times to one that was; and at times once more, later.</summary>
    private void Send(Action<Activation> call)
    {
        if (IsLost()) return;
        var activation = _activations[_calm ? 0 : Chance(0.75) ? _current : _random.Next(_activations.Length)];
        At(_now + Delay(), () => call(activation));
        if (!_calm && Chance(0.05)) At(_now + Between(0, 8), () => call(_activations[_random.Next(_activations.Length)]));
    }

    private void Answer(Action answer)
    {
        if (!IsLost()) At(_now + Delay(), answer);
    }

    private void At(double time, Action step) => _events.Enqueue(step, time);

    private bool IsLost() => !_calm && Chance(0.05);

    private double Delay() => !_calm && Chance(0.03) ? Between(0, 5) : Between(0, 0.02);

    private double Between(double min, double max) => min + (_random.NextDouble() * (max - min));

    private bool Chance(double chance) => _random.NextDouble() < chance;

    /// <summary>A process as far as its callers share something.</summary>
    private sealed class Box
    {
        internal Session? Session { get; set; }

        internal int Served { get; set; }
    }

    private sealed class Session(string id)
    {
        internal string Id { get; } = id;

        internal double RenewedAt { get; set; }

        internal double Believes { get; set; }

        internal bool Ended { get; set; }

        /// <summary>What has been noted as lost, durably.</summary>
        internal HashSet<string> Notes { get; } = [];

        /// <summary>What its process has heard of that.</summary>
        internal HashSet<string> Told { get; } = [];
    }

    private sealed class Request(string id, Box box, Session session)
    {
        internal string Id { get; } = id;

        internal Box Box { get; } = box;

        internal Session Session { get; } = session;

        internal bool Wants { get; set; } = true;

        internal bool Holds { get; set; }

        internal int Attempts { get; set; }

        /// <summary>Whether its release has been acknowledged.</summary>
        internal bool Through { get; set; }

        internal bool Believes(double now) => Holds && now < Session.Believes && !Session.Told.Contains(Id);
    }
}

using Actors.Locks;
using Actors.Records;

namespace Actors.Tests.Locks;

/// <content>An activation: the machine, and what the grain and its cell make of its decisions.</content>
internal sealed partial class EarlyHandOffSimulation
{
    private sealed class Activation(EarlyHandOffSimulation world)
    {
        private readonly List<Seat> _line = [];
        private readonly HashSet<string> _ended = [];
        private readonly HashSet<string> _unsure = [];
        private List<Pending> _waiting = [];
        private double _readAt;
        private double _rate = 1;
        private long _committed;
        private long _sent;
        private bool _committing;
        private bool _ready;
        private int _epoch;

        internal RecordImage<LockState> Image { get; private set; }

        private Moment Now => new(TimeSpan.FromSeconds((world._now - _readAt) * _rate), DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(world._now));

        internal string Dump() => $"{world._now} {_ready} {_committing} w{_waiting.Count} c{_committed} v{Image.Version} row {world._row.Version} [{string.Join(' ', Image.State!.Holders.Select(h => h.Id + h.Noted + h.Revocation))} | {string.Join(' ', Image.State!.Promised.Select(h => h.Id))}] line {string.Join(' ', _line.Select(s => s.Call.Request.RequestId))} unsure {string.Join(' ', _unsure)}";

        internal void Load()
        {
            var epoch = ++_epoch;
            world.Lost += _waiting.Count(pending => pending.Early);
            _ready = _committing = false;
            _waiting = [];
            _line.Clear();
            _ended.Clear();
            _unsure.Clear();
            world.At(world._now + world.Delay(), () =>
            {
                var read = world._row;
                var state = read.State is { } stored ? StateJson.Read<LockState>(StateJson.Write(stored)) : null;
                world.At(world._now + world.Delay(), () =>
                {
                    if (epoch != _epoch) return;
                    Image = new RecordImage<LockState>(state, read.Version);
                    (_readAt, _rate, _committed, _sent, _ready) = (world._now, world.Between(0.95, 1.05), read.Version, read.Version, true);
                    _unsure.UnionWith(Claims().Select(hold => hold.Id));
                    Look(epoch);
                });
            });
        }

        internal void Acquire(AcquireLock command, Session session, Action<LockReply> answer)
        {
            if (!_ready || session.Ended) return;
            if (LockMachine.Knows(Image.State, command.RequestId))
            {
                Execute((image, turn, now) => LockMachine.Acquire(image, command, turn, Options, now), outcome => answer(outcome.Reply));
                return;
            }

            if (_ended.Contains(command.RequestId)) return;
            _line.RemoveAll(seat => world._now - seat.PolledAt > 3);
            var seat = _line.Find(other => other.Call.Request.RequestId == command.RequestId);
            var call = new LockCall(command, Now.Elapsed, new LockSessionRef(1, TimeSpan.FromSeconds(Ttl)));
            if (seat is null) _line.Add(seat = new Seat(call));
            (seat.Call, seat.PolledAt, seat.Answer) = (call, world._now, answer);
            if (command.Wait > TimeSpan.Zero)
            {
                Execute((image, turn, now) => LockMachine.Advance(image, turn, Options, now), _ => { });
                return;
            }

            Execute((image, turn, now) => LockMachine.Acquire(image, command, turn, Options, now), outcome => answer(outcome.Reply));
            _line.Remove(seat);
        }

        internal void Release(string requestId, Action answer)
        {
            if (!_ready) return;
            _line.RemoveAll(seat => seat.Call.Request.RequestId == requestId);
            _ended.Add(requestId);
            Execute((image, turn, now) => LockMachine.Release(image, new ReleaseLock(requestId, Early: true), turn, Options, now), _ => answer());
        }

        internal void Revoke(long token)
            => Execute((image, turn, now) => LockMachine.Revoke(image, new RevokeLock(token, "simulated", TimeSpan.FromSeconds(1)), turn, Options, now), _ => { });

        private IEnumerable<LockHold> Claims() => Image.State is { } state ? state.Holders.Concat(state.Promised) : [];

        /// <summary>What it asks sessions and tells them.</summary>
        private void Look(int epoch)
        {
            if (epoch != _epoch) return;
            foreach (var hold in Claims().Where(hold => _unsure.Remove(hold.Id))) world.At(world._now + world.Delay(), () => world.Confirm(hold.Id));
            foreach (var hold in Image.State?.Holders ?? [])
            {
                var session = world._sessions.Find(one => one.Id == hold.Session)!;
                if (session.Ended) Execute((image, turn, now) => LockMachine.EndSession(image, hold.Session!, hold.SessionToken, turn, Options, now), _ => { });
                else if (!hold.Noted && LockTimes.IsRevoked(hold, Now)) world.At(world._now + world.Delay(), () => Note(epoch, session, hold));
            }

            // With a watch of a session it asks the store, now and then, whether it has been overtaken.
            if (world._row.Version > _sent && world.Chance(0.05)) Load();
            Execute((image, turn, now) => LockMachine.Advance(image, turn, Options, now), _ => { });
            world.At(world._now + world.Between(0.1, 0.5), () => Look(epoch));
        }

        private void Note(int epoch, Session session, LockHold hold)
        {
            if (session.Notes.Add(hold.Id)) world.Revoked++;
            if (epoch == _epoch) Execute((image, turn, now) => LockMachine.Note(image, hold.Id, turn, Options, now), _ => { });
        }

        private void Execute(Func<RecordImage<LockState>, LockTurn, Moment, Decision<LockState, LockOutcome>> decide, Action<LockOutcome> answer)
        {
            if (!_ready) return;
            var decision = decide(Image, new LockTurn(_line.Count == 0 ? null : [.. _line.Select(seat => seat.Call)], _line.Count), Now);
            var granted = new List<(Seat Seat, LockReply Reply)>();
            foreach (var grant in decision.Reply.Granted)
            {
                if (_line.Find(seat => seat.Call.Request.RequestId == grant.LeaseId) is { } seat) granted.Add((seat, grant));
                else _unsure.Add(grant.LeaseId);
            }

            foreach (var (seat, _) in granted) _line.Remove(seat);
            foreach (var ended in decision.Reply.Ended) _ended.Add(ended.LeaseId);
            var pending = new Pending(
                decision.Writes, decision.Lag.TotalSeconds, decision.RestsOn,
                () =>
                {
                    if (world._row.Version > _sent) world.ToldLate += granted.Count;
                    foreach (var (seat, reply) in granted) seat.Answer(reply);
                    answer(decision.Reply);
                });
            if (decision.Writes) Image = new RecordImage<LockState>(decision.Next, Image.VersionAfter(decision.Tokens));
            else if (decision.Lag > TimeSpan.Zero || (_waiting.Count == 0 && !_committing))
            {
                if (decision.Reply.Reply is LockReply.Done) pending.Answer();
                else Confirm(pending);
                return;
            }

            _waiting.Add(pending);
            if (!TryAnswerEarly(pending)) Commit();
        }

        /// <summary>What rests on memory alone is told when the store has said that nobody else has written.</summary>
        private void Confirm(Pending pending)
        {
            var epoch = _epoch;
            world.At(world._now + world.Delay(), () =>
            {
                if (epoch != _epoch) return;
                if (world._row.Version > _sent) Load();
                else pending.Answer();
            });
        }

        private bool TryAnswerEarly(Pending pending)
        {
            if (pending.Early || pending.Lag <= 0 || pending.RestsOn > _committed) return false;
            pending.Early = true;
            world.Early++;
            var epoch = _epoch;
            world.At(world._now + pending.Lag, () =>
            {
                if (epoch == _epoch) Commit(all: true);
            });
            pending.Answer();
            return true;
        }

        private void Commit(bool all = false)
        {
            if (_committing || _waiting.Count == 0 || (!all && _waiting.TrueForAll(pending => pending.Early))) return;
            var (epoch, batch, next, expected) = (_epoch, _waiting, Image, _committed);
            (_waiting, _committing, _sent) = ([], true, next.Version);
            world.At(world._now + world.Delay(), () =>
            {
                var committed = world._row.Version == expected;
                if (committed) world.Write(next);
                world.At(world._now + world.Delay(), () =>
                {
                    if (epoch != _epoch) return;
                    if (!committed || world.IsLost())
                    {
                        world.Lost += batch.Count(pending => pending.Early && !committed);
                        Load();
                        return;
                    }

                    (_committed, _committing) = (next.Version, false);
                    foreach (var pending in batch.Where(pending => !pending.Early)) pending.Answer();
                    foreach (var pending in _waiting) TryAnswerEarly(pending);
                    Commit();
                });
            });
        }

        private sealed class Seat(LockCall call)
        {
            internal LockCall Call { get; set; } = call;

            internal double PolledAt { get; set; }

            internal Action<LockReply> Answer { get; set; } = _ => { };
        }

        private sealed class Pending(bool writes, double lag, long restsOn, Action answer)
        {
            internal double Lag { get; } = writes ? lag : 0;

            internal long RestsOn { get; } = restsOn;

            internal Action Answer { get; } = answer;

            internal bool Early { get; set; }
        }
    }

    private void Write(RecordImage<LockState> next)
    {
        _row = next;
        foreach (var hold in next.State!.Holders.Concat(next.State.Promised))
        {
            Assert.True(_durable.TryAdd(hold.Token, hold.Id) || _durable[hold.Token] == hold.Id, $"token {hold.Token} is {_durable[hold.Token]}'s and {hold.Id}'s");
        }

        Assert.True(next.State.LastToken <= next.Version);
    }
}

using Actors.Locks;

namespace Actors.Tests.Locks;

/// <content>Sessions, as the lock knows them: they say that they have ended, and take notes, and both are durable at once.</content>
internal sealed partial class LockSimulation
{
    private void Open(Caller caller)
    {
        caller.Session = new SimulatedSession { RenewedAt = _now, Believes = _now + caller.Ttl.TotalSeconds };
        Watch(caller, caller.Session);
        Renew(caller, caller.Session);
    }

    private void End(SimulatedSession session)
    {
        if (!session.Ended) SessionsEnded++;
        session.Ended = true;
    }

    /// <summary>It ends as early as its rule allows: its owner counts from the sending of a renewal, it from the arrival.</summary>
    private void Watch(Caller caller, SimulatedSession session)
    {
        var seen = session.RenewedAt;
        At(seen + (caller.Ttl.TotalSeconds * Between(1, 1.3)), () =>
        {
            if (session.RenewedAt > seen) Watch(caller, session);
            else End(session);
        });
    }

    private void Renew(Caller caller, SimulatedSession session)
    {
        if (caller.Gone || session.Ended) return;
        At(_now + (caller.Ttl.TotalSeconds * Between(0.2, 1.2)), () => Renew(caller, session));
        var sent = _now;
        if (Chance(0.1)) return;
        At(_now + Delay(), () =>
        {
            if (session.Ended) return;
            session.RenewedAt = _now;
            var lost = session.Noted;
            if (Chance(0.1)) return;
            At(_now + Delay(), () =>
            {
                if (lost) Tell(caller, session);
                session.Believes = Math.Max(session.Believes, sent + caller.Ttl.TotalSeconds);
                Check();
            });
        });
    }

    /// <summary>Also before it has heard of the grant: whoever is told that it is lost takes no grant of it any more.</summary>
    private static void Tell(Caller caller, SimulatedSession session)
    {
        session.IsTold = true;
        caller.Stop();
    }

    /// <summary>What an activation does with the sessions of its holds: ends those of an ended one, and tells them what is lost.</summary>
    private void WatchSessions()
    {
        foreach (var activation in _activations)
        {
            foreach (var hold in activation.Image.State?.Holders ?? [])
            {
                if (hold.Session is null || _callers.Find(caller => caller.Id == hold.Id)?.Session is not { } session) continue;
                if (session.Ended)
                {
                    Send((image, turn, now) => LockMachine.EndSession(image, hold.Session, hold.SessionToken, default, Options, now), _ => { });
                }
                else if (!hold.Noted && LockTimes.IsRevoked(hold, activation.Now(_now)))
                {
                    At(_now + Delay(), () =>
                    {
                        Notes++;
                        session.Noted = true;
                        Send((image, _, now) => LockMachine.Note(image, hold.Id, default, Options, now), _ => { });
                    });
                }
            }
        }

        At(_now + Between(0.1, 1.5), WatchSessions);
    }

    private sealed class SimulatedSession
    {
        /// <summary>When the last renewal arrived.</summary>
        internal double RenewedAt { get; set; }

        internal bool Ended { get; set; }

        /// <summary>Whether it has been noted that what hangs on it is lost.</summary>
        internal bool Noted { get; set; }

        /// <summary>Whether its owner has heard of that.</summary>
        internal bool IsTold { get; set; }

        /// <summary>Until when its owner believes that it is open.</summary>
        internal double Believes { get; set; }
    }
}

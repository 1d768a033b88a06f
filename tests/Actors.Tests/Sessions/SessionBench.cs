using Actors.Records;
using Actors.Sessions;

namespace Actors.Tests.Sessions;

/// <summary>A session in the hands of one activation, without a grain: the machine, a version and a clock.</summary>
internal sealed class SessionBench
{
    internal static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private const int HoldsMax = 2;

    internal RecordImage<SessionState> Image { get; private set; }

    internal SessionHolds Holds { get; private set; } = new(HoldsMax, TimeProvider.System);

    internal SessionOptions Options { get; } = new() { HoldsMax = HoldsMax };

    internal TimeSpan Elapsed { get; private set; }

    internal Moment Now => new(Elapsed, Start + Elapsed);

    internal List<string> Events { get; } = [];

    internal bool Wrote { get; private set; }

    internal SessionReply Open(string owner = "me", int ttlSeconds = 15)
        => Run(SessionMachine.Open(Image, "s", new OpenSession { Owner = owner, Ttl = TimeSpan.FromSeconds(ttlSeconds) }, Options, Now));

    internal SessionReply Renew(long seenNote = 0) => Run(SessionMachine.Renew(Image, new RenewSession(seenNote), Options, Now));

    internal SessionReply End() => Run(SessionMachine.End(Image, Options, Now));

    internal SessionReply Watch(long token) => Run(SessionMachine.Watch(Image, new WatchSession(token, TimeSpan.Zero), Options, Now));

    internal SessionReply Listen(long seenNote) => Run(SessionMachine.Listen(Image, new ListenToSession(seenNote, TimeSpan.Zero), Options, Now));

    internal SessionReply Join(string subject)
    {
        var command = new JoinSession(subject, "l");
        return Run(SessionMachine.Join(Image, Holds.TryAdd(command), Options, Now));
    }

    internal SessionReply Note(string subject, SessionNoteKind kind = SessionNoteKind.Lost, long? token = null) => Run(SessionMachine.Note(
        Image, new NoteForSession(token ?? Image.State!.Lease.Token, subject, "l", kind, "because"), Options, Now));

    internal SessionReply Expire() => Run(SessionMachine.Expire(Image, Options, Now));

    internal SessionReply Wake() => Run(SessionMachine.Wake(Image, Options, Now));

    internal void Pass(double seconds) => Elapsed += TimeSpan.FromSeconds(seconds);

    /// <summary>Another activation reads the row: memory is gone and its clock begins.</summary>
    internal void FailOver()
    {
        var state = Image.State is { } kept ? StateJson.Read<SessionState>(StateJson.Write(kept)) : null;
        Image = new RecordImage<SessionState>(state, Image.Version);
        Holds = new SessionHolds(HoldsMax, TimeProvider.System);
        Elapsed = TimeSpan.Zero;
    }

    private SessionReply Run(Decision<SessionState, SessionReply> decision)
    {
        Wrote = decision.Writes;
        if (!Wrote) return decision.Reply;
        Image = new RecordImage<SessionState>(decision.Next, Image.VersionAfter(decision.Tokens));
        Events.AddRange(decision.Events.Select(happened => happened.Type));
        return decision.Reply;
    }
}

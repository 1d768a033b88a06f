using System.Collections.Immutable;
using System.Threading.Channels;
using Actors.Sessions;

namespace Actors.Tests.Sessions;

/// <summary>A session whose answers a test writes. It hears of no notes until the test leaves some.</summary>
internal sealed class ScriptedSession : ISessionGrain
{
    private readonly Channel<SessionReply> _told = Channel.CreateUnbounded<SessionReply>();

    internal Func<Task<SessionReply>> OnOpen { get; set; } = () => Task.FromResult(Opened());

    internal Func<Task<SessionReply>> OnRenew { get; set; } = () => Task.FromResult(Opened());

    internal Func<CancellationToken, Task<SessionReply>> OnEnd { get; set; } = _ => Task.FromResult<SessionReply>(SessionReply.Done.Instance);

    internal int Opens { get; private set; }

    internal int Renewals { get; private set; }

    internal int Ends { get; private set; }

    internal long SeenNote { get; private set; }

    /// <summary>What the polls said that they had seen.</summary>
    internal List<long> Listens { get; } = [];

    public Task<SessionReply> OpenAsync(OpenSession command, CancellationToken cancellationToken)
    {
        Opens++;
        return OnOpen();
    }

    public Task<SessionReply> RenewAsync(RenewSession command, CancellationToken cancellationToken)
    {
        Renewals++;
        SeenNote = command.SeenNote;
        return OnRenew();
    }

    public Task<SessionReply> EndAsync(EndSession command, CancellationToken cancellationToken)
    {
        Ends++;
        return OnEnd(cancellationToken);
    }

    public Task<SessionReply> ListenAsync(ListenToSession request, CancellationToken cancellationToken)
    {
        Listens.Add(request.SeenNote);
        return _told.Reader.ReadAsync(cancellationToken).AsTask();
    }

    public Task<SessionDescription?> DescribeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SessionReply> JoinAsync(JoinSession command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task LeaveAsync(LeaveSession command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SessionReply> WatchAsync(WatchSession request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SessionReply> NoteAsync(NoteForSession command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task WakeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    internal static SessionReply Opened(params ImmutableArray<SessionNote> notes) => new SessionReply.Open
    {
        Token = 1,
        Ttl = TimeSpan.FromSeconds(15),
        ExpiresAt = DateTimeOffset.UnixEpoch,
        Notes = notes,
    };

    internal static SessionReply Ended() => new SessionReply.Refused(new Refusal(ErrorCode.SessionEnded, "ended"));

    /// <summary>Answers who listens, or will, once.</summary>
    internal void Tell(SessionReply reply) => _told.Writer.TryWrite(reply);
}

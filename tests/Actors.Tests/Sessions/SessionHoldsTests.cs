using Actors.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Sessions;

/// <summary>What hangs itself on a session without asking its grain.</summary>
public sealed class SessionHoldsTests
{
    private static readonly SessionReply.Open Open = (SessionReply.Open)ScriptedSession.Opened();

    private readonly FakeTimeProvider _time = new();
    private readonly LocalSessions _local = new();
    private readonly SessionHolds _holds;

    public SessionHoldsTests()
    {
        _holds = new SessionHolds(2, _time);
        _local.Add("s", _holds);
    }

    [Fact]
    public void Only_while_the_session_is_known_to_be_open()
    {
        Assert.Null(Join("a"));
        _holds.Open(Open, TimeSpan.FromSeconds(10));
        Assert.Same(Open, Join("a"));
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Same(Open, Join("a"));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(Join("a"));
        _holds.Open(Open, TimeSpan.FromSeconds(10));
        _holds.Close();
        Assert.Null(Join("a"));
        Assert.Equal(1, _holds.Count);
    }

    [Fact]
    public void Only_while_there_is_room()
    {
        _holds.Open(Open, TimeSpan.FromSeconds(10));
        Assert.NotNull(Join("a"));
        Assert.NotNull(Join("b"));
        Assert.Null(Join("c"));
        Assert.NotNull(Join("a"));
        Assert.True(_local.TryLeave("s", new LeaveSession("a", "1")));
        Assert.NotNull(Join("c"));
    }

    [Fact]
    public void Only_where_the_session_is()
    {
        _holds.Open(Open, TimeSpan.FromSeconds(10));
        Assert.Null(_local.TryJoin("other", new JoinSession("a", "1")));
        Assert.False(_local.TryLeave("other", new LeaveSession("a", "1")));

        // Another activation's end does not take the next one's away.
        _local.Remove("s", new SessionHolds(2, _time));
        Assert.NotNull(Join("a"));
        _local.Remove("s", _holds);
        Assert.Null(Join("a"));
    }

    private SessionReply.Open? Join(string subject) => _local.TryJoin("s", new JoinSession(subject, "1"));
}

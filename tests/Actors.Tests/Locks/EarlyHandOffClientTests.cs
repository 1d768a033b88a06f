using Actors.Calls;
using Actors.Locks;
using Actors.Tests.Sessions;
using Actors.Tests.Support;
using Microsoft.Extensions.Options;

namespace Actors.Tests.Locks;

/// <summary>What a client owes a lock that may have made a grant to it before its turn.</summary>
public sealed class EarlyHandOffClientTests : IAsyncDisposable
{
    private static readonly LockRequest Early = new() { EarlyHandOff = true };

    private readonly ScriptedLock _lock = new();
    private readonly ScriptedSession _session = new();
    private readonly ActorsClient _actors;
    private readonly List<AcquireLock> _asked = [];

    public EarlyHandOffClientTests()
    {
        var factory = FakeGrainFactory.For(id => id.Type == GrainType.Create(Actors.Sessions.SessionName.Kind) ? _session : _lock);
        _actors = new ActorsClient(new GrainCalls(factory, Options.Create(new ActorsClientOptions()), TimeProvider.System), TimeProvider.System);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _actors.DisposeAsync();

    [Theory]
    [InlineData(true, 1000, ErrorCode.LockHeld, true)]
    [InlineData(true, 1000, ErrorCode.LeaseExpired, true)]
    [InlineData(true, 1000, ErrorCode.Deadlock, true)]
    [InlineData(true, 0, ErrorCode.LockHeld, false)]
    [InlineData(false, 1000, ErrorCode.LockHeld, false)]
    [InlineData(false, 1000, ErrorCode.Deadlock, false)]
    public async Task Who_stood_in_line_and_is_refused_gives_back_what_may_have_been_granted_to_it(bool early, int waitMs, ErrorCode code, bool releases)
    {
        var answer = new LockReply.Refused(new Refusal(code, "no"));
        _lock.OnAcquire = command =>
        {
            lock (_asked) _asked.Add(command);
            return Task.FromResult<LockReply>(answer);
        };
        var acquiring = _actors.Locks.TryAcquireAsync("a", early ? Early : LockRequest.Default, TimeSpan.FromMilliseconds(waitMs), Cancellation);
        if (code == ErrorCode.Deadlock) await Assert.ThrowsAsync<ActorsException>(() => acquiring);
        else Assert.Null(await acquiring);
        Assert.All(_asked, command => Assert.Equal(early, command.EarlyHandOff));
        Assert.NotEmpty(_asked);

        // A try that is through has sent its release before it returns.
        Assert.Equal(releases ? _asked.Select(command => command.RequestId) : [], _lock.Released);
    }
}

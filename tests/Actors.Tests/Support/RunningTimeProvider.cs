using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Support;

/// <summary>
/// A clock that goes on only as this process does, for tests in which a short lease is kept up. One of a second runs out by the
/// machine's clock when the process gets no turn for two thirds of one, as on a machine that is busy or was suspended. Here whoever
/// renews gets a turn between any two steps of the clock.
/// </summary>
internal sealed class RunningTimeProvider : FakeTimeProvider
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan DueMin = TimeSpan.FromMilliseconds(1);

    private readonly Task _running;
    private volatile bool _stopped;

    internal RunningTimeProvider() => _running = Task.Run(RunAsync);

    /// <summary>
    /// A wait of less than a millisecond is a timer of zero, and Orleans waits so again until the clock has moved: a timer that is due
    /// at once would be so for ever within one step.
    /// </summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        => base.CreateTimer(callback, state, dueTime == TimeSpan.Zero ? DueMin : dueTime, period);

    /// <summary>Stops the clock. Not by disposal: the container of a host that is stopping would do that while the host needs it.</summary>
    internal Task StopAsync()
    {
        _stopped = true;
        return _running;
    }

    private async Task RunAsync()
    {
        while (!_stopped)
        {
            await Task.Delay(Pause, System, CancellationToken.None);
            Advance(Step);
        }
    }
}

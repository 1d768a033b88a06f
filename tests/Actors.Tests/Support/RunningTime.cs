using Actors.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Support;

/// <summary>
/// A clock that goes on only as this process does, for tests in which a short lease is kept up. One of a second runs out by the
/// machine's clock when the process gets no turn for two thirds of one, as on a machine that is busy or was suspended. Here whoever
/// renews gets a turn between any two steps of the clock.
/// </summary>
internal sealed class RunningTime : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan DueMin = TimeSpan.FromMilliseconds(1);

    // Not this itself: a container disposes of what it hands out, and its host needs the clock until after that.
    private readonly SteppedClock _clock = new();
    private readonly Task _running;
    private volatile bool _stopped;

    internal RunningTime() => _running = Task.Run(RunAsync);

    internal TimeProvider Clock => _clock;

    /// <summary>All of a host goes by this clock.</summary>
    internal void Drive(ActorsTestHostOptions options) => options.ConfigureServices = services => services.AddSingleton(Clock);

    public async ValueTask DisposeAsync()
    {
        _stopped = true;
        await _running;
    }

    private async Task RunAsync()
    {
        while (!_stopped)
        {
            await Task.Delay(Step, TimeProvider.System, CancellationToken.None);
            _clock.Advance(Step);
        }
    }

    private sealed class SteppedClock : FakeTimeProvider
    {
        /// <summary>
        /// A wait of less than a millisecond is a timer of zero, and Orleans waits so again until the clock has moved: a timer that is
        /// due at once would be so for ever within one step.
        /// </summary>
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
            => base.CreateTimer(callback, state, dueTime == TimeSpan.Zero ? DueMin : dueTime, period);
    }
}

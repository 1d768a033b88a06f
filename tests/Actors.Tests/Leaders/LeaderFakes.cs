using Actors.Calls;
using Actors.Tests.Support;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Leaders;

/// <summary>The client face over a role that a test answers for, on a clock that the test moves.</summary>
internal sealed class LeaderFakes
{
    internal LeaderFakes()
    {
        Grain = new FakeLeaderGrain();
        var options = new ActorsClientOptions { CallTimeout = TimeSpan.FromSeconds(10), AttemptTimeout = TimeSpan.FromSeconds(10) };
        Leaders = new Actors.Leaders.Leaders(new GrainCalls(FakeGrainFactory.For(Grain), Options.Create(options), Time), Time);
    }

    internal FakeTimeProvider Time { get; } = new();

    internal FakeLeaderGrain Grain { get; }

    internal Actors.Leaders.Leaders Leaders { get; }

    /// <summary>Moves the clock in small steps and lets what follows from each step happen.</summary>
    internal async Task PassAsync(double seconds)
    {
        for (var left = seconds; left > 0; left -= 0.5)
        {
            Time.Advance(TimeSpan.FromSeconds(Math.Min(left, 0.5)));

            // Through the thread pool, where what follows runs: a yield alone comes back before it on a busy machine.
            for (var i = 0; i < 20; i++) await Task.Run(static () => { }, CancellationToken.None);
            await Task.Delay(1, CancellationToken.None);
        }
    }
}

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

    /// <inheritdoc cref="FakeTimes.PassAsync"/>
    internal Task PassAsync(double seconds) => Time.PassAsync(seconds);
}

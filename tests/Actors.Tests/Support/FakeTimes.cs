using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Support;

/// <summary>Moves a test's clock.</summary>
internal static class FakeTimes
{
    private const double Step = 0.5;

    /// <summary>Moves the clock in steps of half a second and lets what follows from each step happen.</summary>
    internal static async Task PassAsync(this FakeTimeProvider time, double seconds)
    {
        for (var left = seconds; left > 0; left -= Step)
        {
            time.Advance(TimeSpan.FromSeconds(Math.Min(left, Step)));

            // Through the thread pool, where what follows runs: a yield alone comes back before it on a busy machine.
            for (var i = 0; i < 20; i++) await Task.Run(static () => { }, CancellationToken.None);
            await Task.Delay(1, CancellationToken.None);
        }
    }
}

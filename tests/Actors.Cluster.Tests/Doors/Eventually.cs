namespace Actors.Cluster.Tests.Doors;

/// <summary>Waits for what has to come, and fails if it does not in half a minute.</summary>
internal static class Eventually
{
    internal static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30), "What had to come did not in 30 s.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}

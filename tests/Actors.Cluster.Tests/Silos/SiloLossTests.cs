namespace Actors.Cluster.Tests.Silos;

/// <summary>A silo goes while everybody works.</summary>
public sealed class SiloLossTests
{
    [Fact]
    public async Task Nothing_that_was_acknowledged_is_lost_when_a_silo_is_killed()
    {
        await using var cluster = await SiloCluster.StartAsync(3);
        await LoseAsync(cluster, cluster.KillAsync);
    }

    [Fact]
    public async Task Nobody_has_to_repeat_anything_when_a_silo_is_stopped()
    {
        await using var cluster = await SiloCluster.StartAsync(3);
        var workload = await LoseAsync(cluster, cluster.StopAsync);
        Assert.Equal(0, workload.Repeated);
    }

    private static async Task<Workload> LoseAsync(SiloCluster cluster, Func<Task> lose)
    {
        var actors = cluster.Client;
        var workload = new Workload(actors);
        var orders = new Orders("apple", 20);
        await orders.RestockAsync(actors);
        await workload.RunAsync(async () =>
        {
            var starts = orders.StartAsync(actors);
            await lose();
            Assert.InRange(await starts, 1, 20);
        });
        Assert.Equal(2, cluster.Silos.Count);
        await workload.CheckAsync(TestContext.Current.CancellationToken);
        Assert.Equal(20, await orders.EndAsync(actors));
        return workload;
    }
}

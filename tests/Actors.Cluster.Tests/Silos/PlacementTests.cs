namespace Actors.Cluster.Tests.Silos;

/// <summary>The grains of every pillar spread over the silos.</summary>
public sealed class PlacementTests
{
    private const int PerPillar = 300;

    [Fact]
    public async Task No_silo_has_less_than_25_percent_of_any_pillars_grains()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var cluster = await SiloCluster.StartAsync(3);
        var actors = cluster.Client;
        await Parallel.ForAsync(0, PerPillar, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancel }, async (i, token) =>
        {
            await actors.Locks.DescribeAsync($"lock-{i}", cancellationToken: token);
            await actors.Leaders.DescribeAsync($"role-{i}", token);
            await actors.Entities.DescribeAsync("counter", $"counter-{i}", token);
            var none = await Assert.ThrowsAsync<ActorsException>(() => actors.Sagas.Get("place-order", $"order-{i}").DescribeAsync(token));
            Assert.Equal(ErrorCode.NotFound, none.Code);
        });

        var grains = await cluster.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics(null, null, cancel);
        foreach (var pillar in (string[])["lock", "role", "entity", "saga"])
        {
            var counts = cluster.Silos.Select(silo => grains.Count(grain => grain.GrainId.Type.ToString() == pillar && grain.SiloAddress.Equals(silo))).ToList();
            Assert.Equal(3, counts.Count);
            Assert.Equal(PerPillar, counts.Sum());
            Assert.True(counts.Min() >= PerPillar * 0.25, $"{pillar}: {string.Join(" / ", counts)} of {PerPillar}.");
        }
    }
}

using Actors.Entities;
using Actors.Records;

namespace Actors.Cluster.Tests.Silos;

/// <summary>The grains of every pillar spread over the silos, and are where they are called.</summary>
public sealed class PlacementTests
{
    private const int PerPillar = 300;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_silo_has_less_than_25_percent_of_any_pillars_grains()
    {
        await using var cluster = await SiloCluster.StartAsync(3);
        var actors = cluster.Client;
        await EachAsync(PerPillar, async (i, token) =>
        {
            await actors.Locks.DescribeAsync($"lock-{i}", cancellationToken: token);
            await actors.Leaders.DescribeAsync($"role-{i}", token);
            await actors.Entities.DescribeAsync("counter", $"counter-{i}", token);
            var none = await Assert.ThrowsAsync<ActorsException>(() => actors.Sagas.Get("place-order", $"order-{i}").DescribeAsync(token));
            Assert.Equal(ErrorCode.NotFound, none.Code);
        });

        foreach (var pillar in (string[])["lock", "role", "entity", "saga"])
        {
            var counts = await CountAsync(cluster, pillar);
            Assert.Equal(3, counts.Count);
            Assert.Equal(PerPillar, counts.Values.Sum());
            Assert.True(counts.Values.Min() >= PerPillar * 0.25, $"{pillar}: {string.Join(" / ", counts.Values)} of {PerPillar}.");
        }
    }

    [Fact]
    public async Task A_grain_is_where_its_first_call_came_in()
    {
        await using var cluster = await SiloCluster.StartAsync(3);
        foreach (var silo in cluster.Silos)
        {
            var before = (await CountAsync(cluster, "entity"))[silo];
            await EachAsync(10, (i, token) => DescribeAsync(cluster.GrainsOf(silo), $"of-{silo}-{i}", token));
            Assert.Equal(before + 10, (await CountAsync(cluster, "entity"))[silo]);
        }
    }

    [Fact]
    public async Task A_silo_that_joins_late_gets_grains_though_no_call_comes_in_there()
    {
        await using var cluster = await SiloCluster.StartAsync(2);
        var early = cluster.Silos;
        await EachAsync(1000, (i, token) => DescribeAsync(cluster.GrainsOf(early[i % 2]), $"early-{i}", token));
        var late = await cluster.AddAsync();
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        soon.CancelAfter(TimeSpan.FromSeconds(30));
        for (var noticed = 0; noticed < 2;)
        {
            await Task.Delay(500, soon.Token);
            var before = (await CountAsync(cluster, "entity"))[late];
            await EachAsync(20, (_, token) => DescribeAsync(cluster.GrainsOf(early[noticed]), Guid.NewGuid().ToString("N"), token));
            if ((await CountAsync(cluster, "entity"))[late] > before) noticed++;
        }

        var had = (await CountAsync(cluster, "entity"))[late];
        await EachAsync(300, (i, token) => DescribeAsync(cluster.GrainsOf(early[i % 2]), $"late-{i}", token));
        Assert.InRange((await CountAsync(cluster, "entity"))[late] - had, 50, 150);
    }

    private static async Task DescribeAsync(IGrainFactory grains, string key, CancellationToken cancellationToken)
        => await grains.GetRecordGrain<IEntityGrain>("entity/counter", key).DescribeAsync(cancellationToken);

    private static Task EachAsync(int count, Func<int, CancellationToken, Task> call)
        => Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Cancel }, async (i, token) => await call(i, token));

    private static async Task<Dictionary<SiloAddress, int>> CountAsync(SiloCluster cluster, string type)
    {
        var grains = await cluster.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics(null, null, Cancel);
        return cluster.Silos.ToDictionary(silo => silo, silo => grains.Count(grain => grain.GrainId.Type.ToString() == type && grain.SiloAddress.Equals(silo)));
    }
}

using System.Diagnostics;
using System.Net.Http.Json;
using Actors.Tests.Support;

namespace Actors.Faults.Robustness;

/// <summary>What is done to processes.</summary>
internal sealed partial class Nemeses(FaultCluster cluster, Outages outages, string? otherBuild)
{
    /// <summary>Beyond every TTL, and beyond the time in which a silo is given up.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(4);

    private const int BurstCallers = 600;

    internal IReadOnlyList<Nemesis> All =>
    [
        new("kill-one", random => KillAsync(random, 1)),
        new("kill-two", random => KillAsync(random, 2)),
        new("kill-all", random => KillAsync(random, cluster.Silos.Count)),
        new("kill-front", KillFrontAsync),
        new("freeze", FreezeAsync),
        new("freeze-front", FreezeFrontAsync),
        new("stop", StopAsync),
        new("rolling-restart", RollAsync),
        new("starve", StarveAsync),
        new("overload", OverloadAsync),
        new("isolate", IsolateAsync),
        new("halves", random => NetworkAsync(() => HalveAsync(Any(random)), Long)),
        new("one-way", random => NetworkAsync(() => OneWayAsync(random), Long)),
        new("flapping", FlapAsync),
        new("store-cut", random => NetworkAsync(() => TestNetwork.CutAsync(Any(random).Place, cluster.Store.Place), Long)),
        new("commit-cut", random => NetworkAsync(() => CutCommitsAsync(Any(random)), Long)),
        new("redis-cut", random => NetworkAsync(() => TestNetwork.CutAsync(Any(random).Place, cluster.Redis.Place), Long)),
        new("redis-away", _ => NetworkAsync(RedisAwayAsync, Long)),
        new("redis-emptied", RedisEmptiedAsync),
        new("redis-kill", _ => RestartAsync(cluster.Redis)),
        new("store-kill", _ => RestartAsync(cluster.Store)),
        new("disk-full", DiskFullAsync),
        .. otherBuild is null ? (Nemesis[])[] : [new("mixed-builds", MixAsync)],
    ];

    private NodeProcess Any(Random random) => cluster.Silos[random.Next(cluster.Silos.Count)];

    private async Task KillAsync(Random random, int count)
    {
        var silos = cluster.Silos.ToArray();
        random.Shuffle(silos);
        using var outage = await outages.BeginAsync(count == 1 ? "kill" : null, silos[0]);
        var pause = random.Next(0, 5000);
        await Task.WhenAll(silos.Take(count).Select(silo => KillAsync(silo, pause)));
        await Task.Delay(Short);
    }

    private async Task KillAsync(NodeProcess node, int pause)
    {
        using var hold = await cluster.TakeAsync(node);
        node.Kill();
        await Task.Delay(pause);
        await cluster.StartAsync(node);
    }

    private async Task FreezeAsync(Random random)
    {
        var silo = Any(random);
        using var outage = await outages.BeginAsync("freeze", silo);
        await FreezeAsync(silo, Long);
        await Task.Delay(Short);
    }

    private async Task FreezeAsync(NodeProcess node, TimeSpan time)
    {
        using var hold = await cluster.TakeAsync(node);
        await node.FreezeAsync(CancellationToken.None);
        await Task.Delay(time);
        await node.ThawAsync(CancellationToken.None);
    }

    private Task StopAsync(Random random) => RestartAsync(Any(random), null);

    private async Task RollAsync(Random random)
    {
        foreach (var node in cluster.Silos.Concat(cluster.Fronts)) await RestartAsync(node, null);
    }

    private async Task RestartAsync(NodeProcess node, string? build)
    {
        using var hold = await cluster.TakeAsync(node);
        await node.StopAsync(CancellationToken.None);
        node.OtherBuild = build;
        await cluster.StartAsync(node);
    }

    private Task KillFrontAsync(Random random) => KillAsync(cluster.Fronts[random.Next(cluster.Fronts.Count)], random.Next(0, 3000));

    private Task FreezeFrontAsync(Random random) => FreezeAsync(cluster.Fronts[random.Next(cluster.Fronts.Count)], Short);

    /// <summary>Other work takes the processors, of all hosts.</summary>
    private static async Task StarveAsync(Random random)
    {
        var hogs = Enumerable.Range(0, Environment.ProcessorCount * 4)
            .Select(_ => Process.Start("timeout", ["5", "nice", "-n", "-10", "sh", "-c", "while :; do :; done"])).ToList();
        foreach (var hog in hogs)
        {
            await hog.WaitForExitAsync();
            hog.Dispose();
        }
    }

    /// <summary>Hundreds of callers at once, who take any answer.</summary>
    private async Task OverloadAsync(Random random)
    {
        using var burst = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        var doors = cluster.Fronts.Select(front => front.Url).ToArray();
        var running = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, BurstCallers).Select(async caller =>
        {
            while (running.Elapsed < Short)
            {
                using var response = await burst.PostAsync($"{doors[caller % doors.Length]}/v1/entities/counter/burst-{caller}/commands/add", JsonContent.Create(new { amount = 1 }));
                if (!response.IsSuccessStatusCode && (int)response.StatusCode is not (429 or 503))
                {
                    throw new RobustnessException($"under overload {(int)response.StatusCode} was answered: {await response.Content.ReadAsStringAsync()}");
                }
            }
        }));
    }

    /// <summary>One silo is of another build for a while.</summary>
    private async Task MixAsync(Random random)
    {
        var silo = Any(random);
        foreach (var build in new[] { otherBuild, null })
        {
            await RestartAsync(silo, build);
            await Task.Delay(Long);
        }
    }
}

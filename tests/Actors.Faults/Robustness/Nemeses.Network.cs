using Actors.Tests.Support;
using StackExchange.Redis;

namespace Actors.Faults.Robustness;

/// <summary>What is done to the network and to the servers.</summary>
internal sealed partial class Nemeses
{
    private async Task NetworkAsync(Func<Task> cut, TimeSpan duration)
    {
        try
        {
            await cut();
            await Task.Delay(duration);
        }
        finally
        {
            await cluster.Network.HealAsync();
        }
    }

    private async Task IsolateAsync(Random random)
    {
        var silo = Any(random);
        using var outage = await outages.BeginAsync("cut off", silo);
        await NetworkAsync(() => IsolateAsync(silo), Long);
        await Task.Delay(Short);
    }

    /// <summary>From the other silos and from all servers; its callers still reach it.</summary>
    private async Task IsolateAsync(NodeProcess silo)
    {
        foreach (var other in cluster.Silos.Where(other => other != silo)) await TestNetwork.CutAsync(silo.Place, other.Place);
        await TestNetwork.CutAsync(silo.Place, cluster.Redis.Place);
        await TestNetwork.CutAsync(silo.Place, cluster.Store.Place);
    }

    /// <summary>One from the two others; all reach the servers.</summary>
    private async Task HalveAsync(NodeProcess silo)
    {
        foreach (var other in cluster.Silos.Where(other => other != silo)) await TestNetwork.CutAsync(silo.Place, other.Place);
    }

    /// <summary>One hears another no longer, and is heard.</summary>
    private async Task OneWayAsync(Random random)
    {
        var silo = Any(random);
        var other = cluster.Silos.First(other => other != silo);
        await TestNetwork.SilenceAsync(other.Place, silo.Place);
    }

    private async Task FlapAsync(Random random)
    {
        var silo = Any(random);
        for (var i = 0; i < 4; i++)
        {
            await NetworkAsync(() => IsolateAsync(silo), TimeSpan.FromMilliseconds(random.Next(500, 2000)));
            await Task.Delay(random.Next(500, 1500));
        }
    }

    /// <summary>
    /// PostgreSQL hears a silo's commits and makes them, the silo hears nothing. Then its connections break, and it cannot ask what became of
    /// what it had sent: a silence alone ends as a delay, since what was not heard is sent again.
    /// </summary>
    private async Task CutCommitsAsync(NodeProcess silo)
    {
        await TestNetwork.SilenceAsync(cluster.Store.Place, silo.Place);
        await Task.Delay(1000);
        await TestNetwork.CutAsync(silo.Place, cluster.Store.Place);
        await TestNetwork.BreakAsync(silo.Place, cluster.Store.Place);
    }

    private async Task RedisAwayAsync()
    {
        foreach (var silo in cluster.Silos) await TestNetwork.CutAsync(silo.Place, cluster.Redis.Place);
    }

    /// <summary>Redis has forgotten who the members of the cluster are.</summary>
    private async Task RedisEmptiedAsync(Random random)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{cluster.Redis.ConnectionString},allowAdmin=true");
        await redis.GetServers()[0].FlushAllDatabasesAsync();
        await Task.Delay(Long);
    }

    private static async Task RestartAsync(ServerProcess server)
    {
        server.Kill();
        await Task.Delay(1000);
        await server.StartAsync(CancellationToken.None);
    }

    /// <summary>PostgreSQL's disk has no room for a while. If it ends, it is started when there is room again.</summary>
    private async Task DiskFullAsync(Random random)
    {
        cluster.Disk.Fill();
        try
        {
            await Task.Delay(Short);
        }
        finally
        {
            cluster.Disk.Free();
        }

        if (!cluster.Store.HasEnded) return;
        cluster.Store.Kill();
        await cluster.Store.StartAsync(CancellationToken.None);
    }
}

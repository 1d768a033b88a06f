using System.Net;
using Actors.Faults.Robustness;
using Actors.Tests.Support;
using static Actors.Faults.Api;
using static Actors.Faults.Startup.StartupServers;

namespace Actors.Faults.Startup;

/// <summary>A node whose disk is full says so, at its start and later, and goes on when there is room again.</summary>
public sealed class DiskTests
{
    [Fact]
    public async Task A_full_disk_is_told_and_nothing_is_lost()
    {
        Sandbox.Require();
        await using var disk = await SmallDisk.InMemoryAsync(megabytes: 6);
        var settings = new Dictionary<string, string> { ["Actors:Data"] = Path.Combine(disk.Folder, "data") };
        disk.Fill();
        Assert.Contains("database or disk is full", await RefusedAsync(settings), StringComparison.Ordinal);
        disk.Free();

        await using var node = await NodeProcess.StartSiloAsync(settings, Cancel);
        Assert.Equal(1, await AddAsync(node));
        disk.Fill();
        var large = new string('x', 100_000);
        var (status, problem) = await node.Http.SendAsync(HttpMethod.Put, "/v1/entities/document/large", new { large });
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "outcome-unknown"), (status, problem.Text("code")));
        await WaitForAsync(() => node.Output.Contains("did not acknowledge the writes of 1 records", StringComparison.Ordinal), "the node's log says nothing");
        Assert.Contains("database or disk is full", node.Output, StringComparison.Ordinal);

        disk.Free();
        Assert.Equal(2, await AddAsync(node));
        await node.Http.OkAsync(HttpMethod.Put, "/v1/entities/document/large", new { large });
        node.Kill();
        await node.StartAsync(Cancel);
        Assert.Equal(3, await AddAsync(node));
    }

    private static async Task<long> AddAsync(NodeProcess node)
        => (await node.Http.OkAsync(HttpMethod.Post, "/v1/entities/counter/c/commands/add", new { amount = 1 })).Number("value");
}

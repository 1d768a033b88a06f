using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Actors.Tests.DistributedLock;

/// <summary>The process that <see cref="LockTakerProcess"/> starts: a client that takes a lock, says so, and keeps it until it is killed.</summary>
internal static class LockTaker
{
    internal const string Argument = "distributed-lock-taker";
    internal const string Taken = "taken";

    /// <summary>Takes the port of a gateway, a hold and a name.</summary>
    internal static async Task<int> RunAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["Actors:Client:SessionTtl"] = "00:00:02";
        builder.UseOrleansClient(client => client.UseLocalhostClustering(int.Parse(args[0], CultureInfo.InvariantCulture)));
        builder.Services.AddActorsDistributedLocks();
        using var host = builder.Build();
        await host.StartAsync();
        await using var held = await Face.Of(host.Services, Enum.Parse<Hold>(args[1]), args[2]).AcquireAsync();
        await Console.Out.WriteLineAsync(Taken);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}

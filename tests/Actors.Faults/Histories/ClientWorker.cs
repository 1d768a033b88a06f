using System.Globalization;
using Actors.Leaders;
using Actors.Locks;
using Actors.Tests.Support.Histories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Actors.Faults.Histories;

/// <summary>
/// A client of the cluster that holds locks of all modes and a role by handles, under its session or under a lease of their own. It gives back about
/// half of them; the others it loses, as its wire becomes slow and then fails, and writes down when it was told.
/// </summary>
internal sealed class ClientWorker(string process, Random random, ActorsClient actors, ClientLink link, HistoryLog log)
{
    internal const string Argument = "client-worker";

    private readonly HashSet<string> _missed = [];
    private readonly Queue<string> _names = [];
    private int _campaigns;

    /// <summary>Works until it is killed. Takes the folder of histories, its own name, a seed and the address of Redis.</summary>
    internal static async Task<int> RunAsync(string[] args)
    {
        using var log = new HistoryLog(args[0], args[1]);
        var link = new ClientLink(log);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Configuration["Actors:Client:SessionTtl"] = $"{HistoryNames.Ttl}";
        builder.Configuration["Actors:Client:CallTimeout"] = "00:00:04";
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("actors", "actors"));
            client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(8));
            client.UseRedisClustering(options => options.ConfigurationOptions = ConfigurationOptions.Parse(args[3]));
            client.AddOutgoingGrainCallFilter(link);
        });
        builder.Services.AddActorsClient();
        using var host = builder.Build();
        await host.StartAsync();
        StallWatch.Start(log);
        var worker = new ClientWorker(
            args[1], new Random(int.Parse(args[2], CultureInfo.InvariantCulture)), host.Services.GetRequiredService<ActorsClient>(), link, log);
        while (true) await worker.TurnAsync();
    }

    private async Task TurnAsync()
    {
        if (random.Next(3) > 0)
        {
            await TakeAsync(NextName());
            return;
        }

        for (var burst = random.Next(5, 30); burst > 0; burst--) await TakeAsync(HistoryNames.Hot);
    }

    /// <summary>
    /// Each name once before any comes again: a hold that is lost takes seconds, so there are some twenty turns within the time in
    /// which everybody must be served, and by chance alone one in a hundred clients would not want a given name in any of them.
    /// </summary>
    private string NextName()
    {
        if (_names.Count == 0)
        {
            var names = HistoryNames.All.ToArray();
            random.Shuffle(names);
            foreach (var name in names) _names.Enqueue(name);
        }

        return _names.Dequeue();
    }

    private async Task TakeAsync(string name)
    {
        var (mode, together) = HistoryNames.Mode(name, random);
        var invoked = log.Invoke(HistoryActions.Acquire, name, together: together);
        if (await TryTakeAsync(name, Enum.Parse<LockMode>(mode, ignoreCase: true), together) is not { } held)
        {
            log.End(invoked, HistoryKind.Info);
            _missed.Add(name);
            await Task.Delay(random.Next(20, 200));
            return;
        }

        log.End(invoked, HistoryKind.Ok, held.Token, link.Begin(held));
        _missed.Remove(name);
        using var told = held.Lost.Register(() => log.Note(HistoryActions.Lost, name, held.Token));
        var hot = name == HistoryNames.Hot;
        await HoldAsync(held, TimeSpan.FromMilliseconds(hot ? random.Next(20) : random.Next(50, 1500)));
        if (random.Next(hot ? 40 : 2) == 0) await LoseAsync(held);
        log.Invoke(HistoryActions.Release, name, held.Token);
        link.End();
        link.Fault = LinkFault.None;
        await held.Handle.DisposeAsync();
    }

    /// <summary>Short, so that many waits are given up; and then long enough for a turn, so that everybody is served once the faults are over.</summary>
    private TimeSpan WaitFor(string name) => TimeSpan.FromSeconds(_missed.Contains(name) ? 15 : 1);

    private async Task<ClientHold?> TryTakeAsync(string name, LockMode mode, int together)
    {
        try
        {
            if (name == HistoryNames.Role) return await CampaignAsync();
            var request = new LockRequest
            {
                Mode = mode,
                Permits = mode == LockMode.Semaphore ? HistoryNames.Permits : null,
                Lease = name == HistoryNames.Hot || random.Next(2) == 0 ? LockLeaseKind.Session : LockLeaseKind.Private,
                Ttl = HistoryNames.Ttl,
                EarlyHandOff = name == HistoryNames.Hot,
            };
            return await actors.Locks.TryAcquireAsync(name, request, WaitFor(name)) is { } handle ? ClientHold.Of(handle, together) : null;
        }
        catch (ActorsException)
        {
            return null;
        }
    }

    private async Task<ClientHold?> CampaignAsync()
    {
        using var enough = new CancellationTokenSource(WaitFor(HistoryNames.Role));
        try
        {
            // A candidate of its own each time, so that every term that it is told of is a new one.
            var options = new CampaignOptions { Ttl = HistoryNames.Ttl };
            return ClientHold.Of(await actors.Leaders.CampaignAsync(HistoryNames.Role, $"{process}-{_campaigns++}", options, enough.Token));
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>An answer that comes late, and then none: the deadline is counted from a sending that lies well before its answer.</summary>
    private async Task LoseAsync(ClientHold held)
    {
        link.Fault = LinkFault.Slow;
        await HoldAsync(held, (HistoryNames.Ttl / 3) + (ClientLink.Slowness * 1.2));
        link.Fault = random.Next(2) == 0 ? LinkFault.Cut : LinkFault.Deaf;
        await HoldAsync(held, HistoryNames.Ttl * 2);
    }

    private static async Task HoldAsync(ClientHold held, TimeSpan time)
        => await Task.Delay(time, held.Lost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}

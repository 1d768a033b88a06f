using System.Diagnostics;
using Actors.Faults.Histories;
using Actors.Tests.Support;
using Actors.Tests.Support.Histories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Actors.Faults.Robustness;

/// <summary>All workloads at once on a cluster to which things happen, then everything that must be true.</summary>
internal sealed class RobustnessRun(RobustnessOptions options, Action<string> say)
{
    private const int LockClients = 3;
    private const int Readers = 2;
    private const int OrdersPerFault = 6;
    private const int FaultLines = 12;

    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    private static readonly (string Name, Func<IReadOnlyList<HistoryEvent>, HistoryVerdict> Check)[] Checkers =
    [
        ("registers", HistoryCheckers.Registers),
        ("counters", HistoryCheckers.Counters),
        ("exclusion", HistoryCheckers.Exclusion),
        ("tokens", HistoryCheckers.Tokens),
        ("fences", HistoryCheckers.Fences),
    ];

    private readonly Random _random = new(options.Seed);
    private readonly Dictionary<string, int> _injected = [];
    private volatile bool _ended;

    /// <summary>Whether nothing was violated.</summary>
    internal async Task<bool> RunAsync()
    {
        Directory.CreateDirectory(options.Folder);

        // PostgreSQL has its disk in it, and does not run as root.
        await TestNetwork.RunAsync("chmod", "go+x", options.Folder);
        say($"seed {options.Seed}, {options.Folder}");
        await using var cluster = await FaultCluster.StartAsync(options.Folder, say, CancellationToken.None);
        using var client = await ConnectAsync(cluster);
        var outages = new Outages(client.Services.GetRequiredService<IGrainFactory>());
        var doors = cluster.Fronts.Concat(cluster.Silos).Select(node => node.Url).ToList();
        var fronts = cluster.Fronts.Select(front => new HttpClient(new FaultyLinkHandler()) { BaseAddress = new Uri(front.Url), Timeout = TimeSpan.FromSeconds(60) }).ToList();
        using var log = new HistoryLog(options.Folder, "run");
        using var reading = new CancellationTokenSource();
        var counters = new CounterWorkload(fronts, log, () => _ended);
        var bank = new BankWorkload(options.Seed, doors, () => _ended);
        var shop = new ShopLoad(options.Seed);
        await ShopLoad.StockAsync(fronts[0]);
        var feeds = Enumerable.Range(0, Readers).Select(i => new FeedReader($"reader-{i}", fronts)).ToList();
        var follow = Task.WhenAll(feeds.Select(feed => feed.RunAsync(reading.Token)));
        List<Task> work =
        [
            counters.RunAsync(), bank.RunAsync(), new RegisterWorkload(options.Seed, doors, log, () => _ended).RunAsync(),
            .. Enumerable.Range(0, LockClients).Select(i => LockAsync(i, doors)), OrderAsync(shop, fronts),
        ];

        await InjectAsync(new Nemeses(cluster, outages, options.OtherBuild), work.Append(follow));
        await cluster.WaitUntilReadyAsync(ReadyWithin);
        await Task.Delay(Calm);
        _ended = true;
        await Task.WhenAll(work);
        await counters.ReadAsync();
        await shop.SettleAsync(fronts[0]);
        await shop.CheckAsync(fronts[0]);
        List<(string Name, HistoryVerdict Verdict)> verdicts = [("bank", await bank.CheckAsync(fronts[0]))];
        foreach (var feed in feeds) verdicts.Add(($"feed, {feed.Connections} connections", await feed.CheckAsync(cluster.Database)));
        await reading.CancelAsync();
        await follow;
        verdicts.Add(("one cluster", await ClustersAsync(cluster)));
        verdicts.Add(("explained", new HistoryVerdict(counters.Probes.Count, [.. cluster.Silos.Concat(cluster.Fronts).SelectMany(node => Unexplained(cluster.Name(node), node.Output))])));

        var history = History.Read(options.Folder);
        verdicts.AddRange(Checkers.Select(checker => (checker.Name, checker.Check(history))));
        Report(verdicts, history, outages.Figures(counters.Probes), counters.Probes, shop, bank, cluster);
        return verdicts.All(one => one.Verdict.Holds);
    }

    private async Task InjectAsync(Nemeses nemeses, IEnumerable<Task> work)
    {
        var all = nemeses.All.Where(one => options.Only.Count == 0 || options.Only.Contains(one.Name)).ToArray();
        if (all.Length == 0) throw new RobustnessException($"no such fault; there are {string.Join(", ", nemeses.All.Select(one => one.Name))}");
        var tasks = work.ToList();
        var running = Stopwatch.StartNew();
        do
        {
            _random.Shuffle(all);
            foreach (var nemesis in all)
            {
                await Task.Delay(_random.Next(1000, 4000));
                if (options.Time is { } time && running.Elapsed > time) return;
                say($"{running.Elapsed:mm\\:ss} {nemesis.Name}");
                await nemesis.RunAsync(new Random(_random.Next()));
                _injected[nemesis.Name] = _injected.GetValueOrDefault(nemesis.Name) + 1;

                // A client that met what it must never meet has ended by itself.
                foreach (var task in tasks.Where(task => task.IsFaulted)) await task;
            }
        }
        while (options.Time is not null);
    }

    private async Task LockAsync(int client, IReadOnlyList<string> doors)
    {
        await Task.Yield();
        var name = $"locks-{client}";
        using var log = new HistoryLog(options.Folder, name);
        var random = new Random(options.Seed + client);
        var worker = new HistoryWorker(name, random, new HttpDoors(random, doors), log);
        while (!_ended) await worker.TurnAsync();
    }

    private async Task OrderAsync(ShopLoad shop, List<HttpClient> fronts)
    {
        for (var turn = 0; !_ended; turn++)
        {
            await shop.PlaceAsync(fronts[turn % fronts.Count], $"o-{turn}", OrdersPerFault);
            await Task.Delay(2000);
        }
    }

    /// <summary>All silos name the same living ones, and these are all silos.</summary>
    private static async Task<HistoryVerdict> ClustersAsync(FaultCluster cluster)
    {
        var violations = new List<string>();
        foreach (var node in cluster.Silos.Concat(cluster.Fronts))
        {
            var body = await node.Http.OkAsync(HttpMethod.Get, "/v1/cluster");
            var active = body.GetProperty("silos").EnumerateArray().Where(silo => silo.Text("status") == "active").Select(silo => silo.Text("address")).ToList();
            if (active.Count != cluster.Silos.Count) violations.Add($"{cluster.Name(node)} sees {active.Count} living silos: {string.Join(", ", active)}");
        }

        return new HistoryVerdict(cluster.Silos.Count, violations);
    }

    /// <summary>What a process logged when it answered 500: it met something that it has no name for, and callers cannot tell what to do.</summary>
    private static IEnumerable<string> Unexplained(string node, string output)
    {
        var lines = output.Split('\n');
        return Enumerable.Range(0, lines.Length)
            .Where(i => lines[i].Contains(" met a fault.", StringComparison.Ordinal))
            .Select(i => $"{node}: {string.Join('\n', lines[i..Math.Min(lines.Length, i + FaultLines)])}");
    }

    private static async Task<IHost> ConnectAsync(FaultCluster cluster)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(orleans => (orleans.ClusterId, orleans.ServiceId) = ("actors", "actors"));
            client.Configure<GatewayOptions>(orleans => orleans.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));
            client.UseRedisClustering(redis => redis.ConfigurationOptions = ConfigurationOptions.Parse(cluster.Redis.ConnectionString));
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private void Report(
        List<(string Name, HistoryVerdict Verdict)> verdicts, IReadOnlyList<HistoryEvent> history, IEnumerable<OutageFigures> outages,
        IReadOnlyCollection<CounterProbe> probes, ShopLoad shop, BankWorkload bank, FaultCluster cluster)
    {
        say($"faults: {string.Join(", ", _injected.OrderBy(one => one.Key).Select(one => $"{one.Key} {one.Value}"))}; processes that ended by themselves: {cluster.Revivals}");
        var ends = history.Where(item => item.Kind != HistoryKind.Invoke && item.Action != HistoryActions.Stall).CountBy(item => item.Kind).ToDictionary();
        say($"operations: {ends.GetValueOrDefault(HistoryKind.Ok)} ok, {ends.GetValueOrDefault(HistoryKind.Fail)} refused, {ends.GetValueOrDefault(HistoryKind.Info)} unknown; "
            + $"{shop.Accepted} orders, {bank.Accepted} transfers");
        foreach (var figures in outages) say($"outage, {figures}");
        foreach (var status in probes.Where(probe => !probe.Succeeded).GroupBy(probe => probe.Status)) say($"callers of the front ends met {status.Key} {status.Count()} times, such as: {status.First().Said}");
        say($"callers of the front ends: {probes.Count} requests, never repeated; {probes.Count(probe => !probe.Succeeded)} failed");
        foreach (var (name, verdict) in verdicts) say($"{name}: {verdict}");
    }
}

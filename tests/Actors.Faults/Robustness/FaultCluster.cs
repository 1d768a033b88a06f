using Actors.Faults.Histories;
using Actors.Tests.Support;

namespace Actors.Faults.Robustness;

/// <summary>
/// Three silos, two front ends, Redis and PostgreSQL, each on a host of its own. One silo has a clock that runs fast. Processes that end by themselves are
/// started again, as by a supervisor.
/// </summary>
internal sealed class FaultCluster : IAsyncDisposable
{
    private const int SiloCount = 3;
    private const int FrontCount = 2;
    private const int FirstSilo = 11;
    private const int FirstFront = 21;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<NodeProcess, SemaphoreSlim> _hands = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly Action<string> _say;
    private Task _supervising = Task.CompletedTask;

    private FaultCluster(TestNetwork network, SmallDisk disk, RedisServer redis, PostgresServer store, Action<string> say)
    {
        Network = network;
        Disk = disk;
        Redis = redis;
        Store = store;
        _say = say;
    }

    internal TestNetwork Network { get; }

    /// <summary>Where PostgreSQL has its files.</summary>
    internal SmallDisk Disk { get; }

    internal RedisServer Redis { get; }

    internal PostgresServer Store { get; }

    internal string Database { get; private set; } = "";

    internal IReadOnlyList<NodeProcess> Silos { get; private set; } = [];

    internal IReadOnlyList<NodeProcess> Fronts { get; private set; } = [];

    /// <summary>How often a silo or front end ended by itself and was started again.</summary>
    internal int Revivals { get; private set; }

    internal static async Task<FaultCluster> StartAsync(string scratch, Action<string> say, CancellationToken cancellationToken)
    {
        var network = await TestNetwork.CreateAsync();
        var disk = await SmallDisk.CreateAsync(scratch);
        var redis = await RedisServer.TryStartAsync(await network.AddHostAsync(2), cancellationToken) ?? throw new InvalidOperationException(ServerBinaries.RedisMissing);
        var store = await PostgresServer.TryStartAsync(await network.AddHostAsync(3, disk.Folder), cancellationToken)
            ?? throw new InvalidOperationException(ServerBinaries.PostgresMissing);
        var cluster = new FaultCluster(network, disk, redis, store, say) { Database = await store.CreateDatabaseAsync("actors", cancellationToken) };
        var settings = cluster.Settings();
        var withBank = settings.Concat(FastClockStartup.Loading).ToDictionary();
        var silos = new List<Task<NodeProcess>>();
        for (var i = 0; i < SiloCount; i++)
        {
            silos.Add(NodeProcess.StartSiloAsync(
                i == 0 ? settings.Concat(FastClockStartup.Variables).ToDictionary() : withBank, await network.AddHostAsync(FirstSilo + i), cancellationToken));
        }

        cluster.Silos = await Task.WhenAll(silos);
        var fronts = new List<Task<NodeProcess>>();
        for (var i = 0; i < FrontCount; i++) fronts.Add(NodeProcess.StartWebAsync(settings, await network.AddHostAsync(FirstFront + i), cancellationToken));
        cluster.Fronts = await Task.WhenAll(fronts);
        foreach (var node in cluster.Silos.Concat(cluster.Fronts)) cluster._hands[node] = new SemaphoreSlim(1);
        cluster._supervising = cluster.SuperviseAsync();
        return cluster;
    }

    /// <summary>Keeps the supervisor from a node, and waits until it has its hands off.</summary>
    internal async Task<IDisposable> TakeAsync(NodeProcess node)
    {
        await _hands[node].WaitAsync();
        return new Hold(_hands[node]);
    }

    /// <summary>Starts a node that was stopped, again and again if it cannot be: as a supervisor does while its store is away.</summary>
    internal async Task StartAsync(NodeProcess node)
    {
        while (true)
        {
            try
            {
                await node.StartAsync(_ending.Token);
                return;
            }
            catch (InvalidOperationException failed) when (!_ending.IsCancellationRequested)
            {
                _say($"  {Name(node)} did not start, and is started again: {failed.Message.Split('\n').LastOrDefault(line => line.Trim().Length > 0)}");
                node.Kill();
            }
        }
    }

    /// <summary>Waits until every process answers that it is ready.</summary>
    internal async Task WaitUntilReadyAsync(TimeSpan limit)
    {
        using var enough = new CancellationTokenSource(limit);
        foreach (var node in Silos.Concat(Fronts))
        {
            while (!await IsReadyAsync(node))
            {
                if (enough.IsCancellationRequested) throw new RobustnessException($"{Name(node)} is not ready {limit.TotalSeconds} s after the last fault:\n{Tail(node)}");
                await Task.Delay(Look, CancellationToken.None);
            }
        }
    }

    internal string Name(NodeProcess node)
        => Silos.Contains(node) ? $"silo {Silos.ToList().IndexOf(node) + 1}" : $"front end {Fronts.ToList().IndexOf(node) + 1}";

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _supervising;
        foreach (var node in Fronts.Concat(Silos)) await node.DisposeAsync();
        await Store.DisposeAsync();
        await Redis.DisposeAsync();
        await Disk.DisposeAsync();
        _ending.Dispose();
    }

    internal static string Tail(ServerProcess server) => string.Join('\n', server.Output.Split('\n').TakeLast(40));

    private async Task SuperviseAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            foreach (var node in Silos.Concat(Fronts).Where(node => node.HasEnded)) await ReviveAsync(node);
            await Task.Delay(Look, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReviveAsync(NodeProcess node)
    {
        using var hold = await TakeAsync(node);
        if (!node.HasEnded) return;
        Revivals++;
        _say($"  {Name(node)} has ended by itself");
        node.Kill();
        await StartAsync(node).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task<bool> IsReadyAsync(NodeProcess node)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            using var answer = await node.Http.GetAsync("/readyz", limit.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private Dictionary<string, string> Settings() => new()
    {
        ["Actors:Clustering:Provider"] = "Redis",
        ["Actors:Storage:Provider"] = "Postgres",
        ["ConnectionStrings:actors-redis"] = Redis.ConnectionString,
        ["ConnectionStrings:actors-postgres"] = Database,
    };

    private sealed class Hold(SemaphoreSlim hands) : IDisposable
    {
        public void Dispose() => hands.Release();
    }
}

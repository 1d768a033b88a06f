using System.Globalization;
using Actors.Benchmarks;
using Actors.Benchmarks.Clusters;
using Actors.Benchmarks.Databases;
using Actors.Benchmarks.Hot;
using Actors.Benchmarks.Locking;
using Actors.Benchmarks.Nodes;
using Actors.Benchmarks.Reports;
using Actors.Benchmarks.Writes;

if (BenchOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(BenchOptions.Usage);
    return 2;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};
Console.WriteLine(Machine.Describe());
if (options.Steady > TimeSpan.Zero) await SteadyLoad.RunAsync(options.Steady, interrupted.Token);
else if (options.Cluster) await ClusterBench.RunAsync(options.Length, interrupted.Token);
else if (options.Node) await RunNodesAsync(interrupted.Token);
else if (options.Locks != LockWork.None) await LockLines.RunAsync(options, interrupted.Token);
else await RunLinesAsync(options, interrupted.Token);
return 0;

static async Task RunNodesAsync(CancellationToken cancellationToken)
{
    const int starts = 5;
    var results = new List<NodeResult>();
    for (var i = 0; i < starts; i++)
    {
        results.Add(await NodeStart.RunAsync(cancellationToken));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"start {i + 1}: line {results[i].Line.TotalSeconds:0.00} s, answer {results[i].Answer.TotalSeconds:0.00} s, {results[i].Megabytes:0} MiB"));
    }

    Console.WriteLine();
    Console.WriteLine(Tables.Of(results));
}

static async Task RunLinesAsync(BenchOptions options, CancellationToken cancellationToken)
{
    var (writes, hot) = (new List<WriteResult>(), new List<HotResult>());
    if (options.Writes) Console.WriteLine(options.AdoNet.Description);
    if (options.Postgres) await RunDatabaseAsync(await PostgresBench.StartAsync(options.AdoNet, cancellationToken), options, writes, hot, cancellationToken);
    if (options.Sqlite) await RunDatabaseAsync(SqliteBench.Start(options.AdoNet), options, writes, hot, cancellationToken);
    Console.WriteLine();
    if (writes.Count > 0) Console.WriteLine(Tables.Of(writes));
    if (hot.Count > 0) Console.WriteLine(Tables.Of(hot));
}

static async Task RunDatabaseAsync(
    BenchDatabase database, BenchOptions options, List<WriteResult> writes, List<HotResult> hot, CancellationToken cancellationToken)
{
    int[] callers = [1, 64, 512];
    await using (database)
    {
        Console.WriteLine(await database.DescribeAsync(cancellationToken));
        await using var silo = await BenchSilo.StartAsync(database, options.AdoNet, cancellationToken);
        if (options.Writes) await WriteLine.WarmUpAsync(silo);
        foreach (var count in options.Writes ? callers : [])
        {
            cancellationToken.ThrowIfCancellationRequested();
            writes.Add(await WriteLine.RunAsync(database, silo, count, options.Length, cancellationToken));
            Console.Write(Tables.Of([writes[^1]]));
        }

        if (!options.Hot) return;
        hot.Add(await HotLine.RunAsync(database, silo, options.Length, cancellationToken));
        Console.Write(Tables.Of([hot[^1]]));
    }
}

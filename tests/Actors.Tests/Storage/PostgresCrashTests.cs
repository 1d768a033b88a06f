using Actors.Storage;
using Actors.Storage.Postgres;
using Actors.Tests.Support;

namespace Actors.Tests.Storage;

/// <summary>Kills a PostgreSQL of its own, all its processes, while writers commit on two lanes.</summary>
public sealed class PostgresCrashTests
{
    private const int Kills = 5;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_kill_of_the_server_every_acknowledged_unit_is_there_whole_and_no_half_of_one()
    {
        var server = await PostgresServer.TryStartAsync(Cancel);
        Assert.SkipWhen(server is null, ServerBinaries.PostgresMissing);
        await using var stopping = server;
        var database = new PostgresDatabase(new PostgresStorageOptions { ConnectionString = server.ConnectionString });
        await using var store = new RecordStore([database], new RecordStoreOptions(), TimeProvider.System);
        await store.MigrateAsync(Cancel);
        using var stop = new CancellationTokenSource();
        var acknowledged = new long[CrashWriter.Keys];
        var writing = Task.WhenAll(Enumerable.Range(0, CrashWriter.Keys).Select(number => Task.Run(
            () => CrashWriter.WriteAsync(store, number, (place, version) => Volatile.Write(ref acknowledged[place], version), stop.Token), Cancel)));

        for (var kill = 0; kill < Kills; kill++)
        {
            var before = acknowledged.ToArray();
            while (!acknowledged.Zip(before).All(pair => pair.First > pair.Second + 5))
            {
                Assert.False(writing.IsCompleted, $"The writers ended: {writing.Exception}");
                await Task.Delay(5, Cancel);
            }

            server.Kill();
            var told = acknowledged.ToArray();
            await server.StartAsync(Cancel);
            foreach (var number in Enumerable.Range(0, told.Length))
            {
                Assert.True(await CrashWriter.ReadAsync(store, number) >= told[number], "An acknowledged commit was lost.");
            }
        }

        await stop.CancelAsync();
        await writing;
        await CrashCheck.HoldsAsync(database, acknowledged, Cancel);
    }
}

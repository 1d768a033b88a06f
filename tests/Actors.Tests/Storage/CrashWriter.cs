using System.Globalization;
using Actors.Storage;
using Actors.Storage.Sqlite;

namespace Actors.Tests.Storage;

/// <summary>
/// Writers that commit in a loop and tell each acknowledgement, for crash tests. Also the process that
/// <see cref="SqliteCrashTests"/> starts and kills.
/// </summary>
internal static class CrashWriter
{
    internal const string Argument = "storage-crash-writer";
    internal const int Keys = 8;

    internal static async Task<int> RunAsync(string path)
    {
        await using var store = new RecordStore(
            [new SqliteDatabase(new SqliteStorageOptions { Path = path }, TimeProvider.System)], new RecordStoreOptions(), TimeProvider.System);
        await store.MigrateAsync(CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, Keys).Select(number => WriteAsync(store, number, Tell, CancellationToken.None)));
        return 0;

        static void Tell(int number, long version)
        {
            lock (Console.Out) Console.Out.WriteLine($"{number} {version}");
        }
    }

    internal static RecordKey Key(int number) => RecordKey.Create("crash", number.ToString(CultureInfo.InvariantCulture));

    internal static string Event(long version) => $"{{\"v\":{version}}}";

    internal static string Request(long version) => $"request-{version}";

    /// <summary>Writes version after version; after an unknown outcome it reads where it stands.</summary>
    internal static async Task WriteAsync(RecordStore store, int number, Action<int, long> acknowledged, CancellationToken stop)
    {
        var version = await ReadAsync(store, number);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var result = await store.CommitAsync(Unit(number, version));
                if (result != UnitResult.Committed) throw new InvalidOperationException($"A lone writer got {result} at version {version}.");
                version++;
                acknowledged(number, version);
            }
            catch (CommitUnknownException)
            {
                version = await ReadAsync(store, number);
            }
        }
    }

    private static RecordUnit Unit(int number, long version) => new()
    {
        Key = Key(number),
        Action = version == 0 ? UnitAction.Insert : UnitAction.Update,
        ExpectedVersion = version,
        State = Event(version + 1),
        Status = "running",
        Tags = [$"t{(version + 1) % 3}"],
        Events = [new NewEvent("first", Event(version + 1)), new NewEvent("second", Event(version + 1))],
        Receipts = [new NewReceipt(Request(version + 1), Guid.Empty, Event(version + 1), TimeSpan.FromHours(1))],
    };

    internal static async Task<long> ReadAsync(RecordStore store, int number)
    {
        while (true)
        {
            try
            {
                return (await store.ReadAsync(Key(number), CancellationToken.None)).Record?.Version ?? 0;
            }
            catch (System.Data.Common.DbException)
            {
                await Task.Delay(20);
            }
        }
    }
}

using System.Globalization;
using Actors.Storage;
using Actors.Storage.Sqlite;

namespace Actors.Tests.Storage;

/// <summary>The process that <see cref="SqliteCrashTests"/> kills: commits in a loop and says each commit once it is acknowledged.</summary>
internal static class CrashWriter
{
    internal const string Argument = "storage-crash-writer";
    internal const string Kind = "crash";
    internal const int Keys = 8;

    internal static async Task<int> RunAsync(string path)
    {
        await using var store = new RecordStore(
            [new SqliteDatabase(new SqliteStorageOptions { Path = path }, TimeProvider.System)], new RecordStoreOptions(), TimeProvider.System);
        await store.MigrateAsync(CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, Keys).Select(key => WriteAsync(store, key)));
        return 0;
    }

    internal static string Event(long version) => $"{{\"v\":{version}}}";

    internal static string Request(long version) => $"request-{version}";

    private static async Task WriteAsync(RecordStore store, int number)
    {
        var key = RecordKey.Create(Kind, number.ToString(CultureInfo.InvariantCulture));
        var version = (await store.ReadAsync(key, CancellationToken.None)).Record?.Version ?? 0;
        while (true)
        {
            var next = version + 1;
            var result = await store.CommitAsync(new RecordUnit
            {
                Key = key, Action = version == 0 ? UnitAction.Insert : UnitAction.Update, ExpectedVersion = version,
                State = Event(next), Status = "running", Tags = [$"t{next % 3}"],
                Events = [new NewEvent("first", Event(next)), new NewEvent("second", Event(next))],
                Receipts = [new NewReceipt(Request(next), Guid.Empty, Event(next), TimeSpan.FromHours(1))],
            });
            if (result != UnitResult.Committed) throw new InvalidOperationException($"A lone writer got {result} at version {version}.");
            version = next;
            lock (Console.Out) Console.Out.WriteLine($"{number} {version}");
        }
    }
}

using System.Diagnostics;
using Actors.Storage;

namespace Actors.Tests.Storage;

/// <summary>
/// What every record database must do. One class per driver runs all of it, each test on storage of its own. The facts are in
/// the files beside this one, by subject.
/// </summary>
public abstract partial class RecordDatabaseSpec : IAsyncLifetime
{
    private const string Kind = "entity/thing";

    private readonly List<RecordStore> _stores = [];

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected IRecordDatabase Database { get; private set; } = null!;

    protected RecordStore Store { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Database = await OpenAsync();
        Store = Over(Database);
        await Store.MigrateAsync(Cancel);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var store in _stores) await store.DisposeAsync();
    }

    /// <summary>The driver over this test's storage. A driver that allows one owner only returns the same object again.</summary>
    protected abstract Task<IRecordDatabase> OpenAsync();

    protected RecordStore Over(IRecordDatabase database)
    {
        var store = new RecordStore([database], new RecordStoreOptions(), TimeProvider.System);
        _stores.Add(store);
        return store;
    }

    /// <summary>A second writer over the same storage, as another silo is.</summary>
    protected async Task<RecordStore> AnotherAsync()
    {
        var database = await OpenAsync();
        await database.MigrateAsync(SlotRange.All, Cancel);
        return Over(database);
    }

    protected static RecordKey Key(string key) => RecordKey.Create(Kind, key);

    protected static RecordUnit Insert(RecordKey key, long floor = 0, string state = "{}")
        => new() { Key = key, Action = UnitAction.Insert, ExpectedVersion = floor, State = state };

    protected static RecordUnit Update(RecordKey key, long version, string state = "{}")
        => new() { Key = key, Action = UnitAction.Update, ExpectedVersion = version, State = state };

    protected static RecordUnit Delete(RecordKey key, long version)
        => new() { Key = key, Action = UnitAction.Delete, ExpectedVersion = version };

    protected static NewReceipt Receipt(string requestId, string reply = "{}")
        => new(requestId, new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), reply, TimeSpan.FromHours(1));

    protected async Task<RecordSnapshot> ReadAsync(RecordKey key) => await Store.ReadAsync(key, Cancel);

    protected async Task CommitAsync(params RecordUnit[] units)
        => Assert.All(await Task.WhenAll(units.Select(Store.CommitAsync)), result => Assert.Equal(UnitResult.Committed, result));

    protected static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var waited = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(20), "It did not happen within 20 s.");
            await Task.Delay(10, Cancel);
        }
    }
}

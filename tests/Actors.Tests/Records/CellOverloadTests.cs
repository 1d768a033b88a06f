using Actors.Records;
using Actors.Storage;
using Actors.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Records;

/// <summary>A cell that has too much to do refuses definitely: nothing of what it refused is ever written.</summary>
public sealed class CellOverloadTests : IAsyncDisposable
{
    private const int Max = 16;

    private readonly HeldDatabase _database = new();
    private readonly TaskScheduler _turns = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
    private readonly RecordStore _store;

    public CellOverloadTests() => _store = new RecordStore(
        [_database], new RecordStoreOptions { WaitingCommandsMax = Max, WaitingRowsMax = 1 }, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        _database.LetGo();
        await _store.DisposeAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("request")]
    public async Task Commands_beyond_those_that_may_wait_are_refused_and_the_others_are_carried_out(string? requestId)
    {
        var cell = await ActivateAsync("hot");
        _database.Hold();
        var sent = cell.AddAsync(1);
        await _database.WaitForAskedAsync(1);
        var waiting = Enumerable.Range(0, Max).Select(_ => cell.AddAsync(1)).ToList();
        var refused = await Assert.ThrowsAsync<RecordFaultException>(() => cell.AddAsync(100, requestId));
        Assert.Equal(ErrorCode.Overloaded, refused.Code);

        _database.LetGo();
        await Task.WhenAll([sent, .. waiting]);
        Assert.Equal(0, cell.Deactivations);
        Assert.Equal(Max + 1, await cell.ReadConfirmedAsync());
        Assert.Equal(Max + 101, await cell.AddAsync(100, requestId));
    }

    [Fact]
    public async Task A_commit_that_the_store_does_not_take_is_taken_back_and_the_activation_goes_on()
    {
        var third = await ActivateAsync("third");
        Assert.Equal(1, await third.AddAsync(1));
        var (sent, waiting) = await FillAsync();
        Assert.Equal(ErrorCode.Overloaded, (await Assert.ThrowsAsync<RecordFaultException>(() => third.AddAsync(100, "again"))).Code);
        Assert.Equal(1, await third.VersionAsync());

        _database.LetGo();
        Assert.Equal(new long[] { 1, 1 }, await Task.WhenAll(sent, waiting));
        Assert.Equal(0, third.Deactivations);
        Assert.Equal(1, await third.ReadConfirmedAsync());
        Assert.Equal(101, await third.AddAsync(100, "again"));
    }

    [Fact]
    public async Task What_was_answered_early_and_then_not_taken_is_written_later_by_itself()
    {
        var time = new FakeTimeProvider();
        var third = await ActivateAsync("third", time);
        Assert.Equal(1, await third.AddAsync(1));
        var (sent, waiting) = await FillAsync();
        Assert.Equal(2, await third.AddEarlyAsync(1, TimeSpan.FromSeconds(0.1)));
        time.Advance(TimeSpan.FromSeconds(0.1));
        await third.VersionAsync();

        _database.LetGo();
        await Task.WhenAll(sent, waiting);
        time.Advance(TimeSpan.FromSeconds(1));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (await StoredAsync("third") < 2) await Task.Delay(5, limit.Token);
        Assert.Equal(0, third.Deactivations);
    }

    /// <summary>Leaves no room in the store: one row is with the database, and the one that may wait waits.</summary>
    private async Task<(Task<long> Sent, Task<long> Waiting)> FillAsync()
    {
        var (first, second) = (await ActivateAsync("first"), await ActivateAsync("second"));
        _database.Hold();
        var sent = first.AddAsync(1);
        await _database.WaitForAskedAsync(1);
        var waiting = second.AddAsync(1);
        await second.VersionAsync();
        return (sent, waiting);
    }

    private async Task<long> StoredAsync(string key)
        => StateJson.Read<Tally>((await _store.ReadAsync(RecordKey.Create("tally", key), TestContext.Current.CancellationToken)).Record!.State).Sum;

    private async Task<TallyCell> ActivateAsync(string key, TimeProvider? time = null)
    {
        var cell = new TallyCell(_store, RecordKey.Create("tally", key), _turns, time ?? TimeProvider.System);
        await cell.LoadAsync();
        return cell;
    }
}

using Actors.Records;
using Actors.Testing.Storage;

namespace Actors.Tests.Records;

/// <summary>What a cell does while someone else's transaction holds its row.</summary>
public sealed class HeldRowTests
{
    [Fact]
    public async Task Commands_wait_and_share_the_commit_that_follows_the_transaction()
    {
        await using var bench = new CellBench();
        await bench.StartAsync();
        var cell = await bench.ActivateAsync();
        Assert.Equal(1, await cell.AddAsync(1));
        Hold(bench);
        var first = cell.AddAsync(10);
        await BlockedAsync(cell);
        var later = Enumerable.Range(0, 100).Select(_ => cell.AddAsync(1, null)).ToArray();
        var refusal = cell.SpendAsync(1000);
        Assert.False(first.IsCompleted || refusal.IsCompleted);
        var before = bench.Commits;

        Assert.Equal(1, (await bench.StoredAsync()).State!.Sum);
        bench.Database.OnCommit = _ => CommitFault.None;

        Assert.Equal(11, await first);
        Assert.Equal(Enumerable.Range(12, 100).Select(sum => (long)sum), await Task.WhenAll(later));
        Assert.Equal(-1, await refusal);
        Assert.Equal((111L, 102L), ((await bench.StoredAsync()).State!.Sum, (await bench.StoredAsync()).Version));
        Assert.Null(await cell.BlockedSinceAsync());
        Assert.Equal((1, 0), (cell.Blocks, cell.Deactivations));
        Assert.True(before > 1);
    }

    [Fact]
    public async Task A_read_tells_what_is_committed_and_waits_for_nothing()
    {
        await using var bench = new CellBench();
        await bench.StartAsync();
        var cell = await bench.ActivateAsync();
        await cell.AddAsync(1);
        Hold(bench);
        var write = cell.AddAsync(10);
        var early = cell.ReadConfirmedAsync();
        await BlockedAsync(cell);
        Assert.Equal(1, await early);
        Assert.Equal(1, await cell.ReadConfirmedAsync());
        Assert.False(write.IsCompleted);
        bench.Database.OnCommit = _ => CommitFault.None;
        Assert.Equal(11, await write);
        Assert.Equal(11, await cell.ReadConfirmedAsync());
    }

    [Fact]
    public async Task After_the_bound_all_are_told_that_nothing_was_written_and_the_activation_goes_on()
    {
        await using var bench = new CellBench(TimeSpan.FromMilliseconds(300));
        await bench.StartAsync();
        var cell = await bench.ActivateAsync();
        await cell.AddAsync(1);
        Hold(bench);
        var refused = Enumerable.Range(0, 3).Select(i => cell.AddAsync(10, $"r{i}")).ToArray();
        foreach (var write in refused) Assert.Equal(ErrorCode.RowHeld, (await Assert.ThrowsAsync<RecordFaultException>(() => write)).Code);
        Assert.Equal(1, await cell.ReadAsync());
        Assert.Null(await cell.BlockedSinceAsync());

        bench.Database.OnCommit = _ => CommitFault.None;
        Assert.Equal(11, await cell.AddAsync(10, "r0"));
        Assert.Equal(11, await cell.AddAsync(10, "r0"));
        Assert.Equal((11L, 2L), ((await bench.StoredAsync()).State!.Sum, (await bench.StoredAsync()).Version));
        Assert.Equal(0, cell.Deactivations);
    }

    private static void Hold(CellBench bench) => bench.Fault(_ => CommitFault.Busy);

    private static async Task BlockedAsync(TallyCell cell)
    {
        while (await cell.BlockedSinceAsync() is null) await Task.Delay(5, TestContext.Current.CancellationToken);
    }
}

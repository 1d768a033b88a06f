using Actors.Records;
using Actors.Testing.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Records;

/// <summary>Decisions whose commit may lag behind their answer.</summary>
public sealed class EarlyAnswerTests : IAsyncLifetime
{
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private readonly CellBench _bench = new(busyRetryMax: TimeSpan.FromMilliseconds(200));

    public async ValueTask InitializeAsync() => await _bench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task It_is_answered_before_its_commit_and_committed_when_the_lag_is_over()
    {
        var cell = await ActivateAsync();
        Assert.Equal(2, await cell.AddEarlyAsync(1, TimeSpan.FromSeconds(0.5)));
        Assert.Equal(3, await cell.AddEarlyAsync(1, TimeSpan.FromSeconds(0.5)));
        Assert.Equal((1, 1L), (_bench.Commits, (await _bench.StoredAsync()).State!.Sum));
        await CommitsAsync(2);
        await cell.DrainAsync();
        Assert.Equal((2, 3L), (_bench.Commits, (await _bench.StoredAsync()).State!.Sum));
    }

    [Fact]
    public async Task The_next_command_takes_it_along_in_its_commit()
    {
        var cell = await ActivateAsync();
        await cell.AddEarlyAsync(1, Never);
        Assert.Equal(12, await cell.AddAsync(10));
        Assert.Equal((2, 12L, 3L), (_bench.Commits, (await _bench.StoredAsync()).State!.Sum, (await _bench.StoredAsync()).Version));
    }

    [Fact]
    public async Task The_time_of_one_that_was_taken_along_does_not_end_that_of_the_next()
    {
        var time = new FakeTimeProvider();
        var cell = await ActivateAsync(time);
        await cell.AddEarlyAsync(1, TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromSeconds(0.6));
        await cell.AddAsync(1);
        await cell.AddEarlyAsync(1, TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromSeconds(0.6));
        await cell.AddEarlyAsync(1, TimeSpan.FromSeconds(1));
        Assert.Equal((2, 3L), (_bench.Commits, (await _bench.StoredAsync()).State!.Sum));
        time.Advance(TimeSpan.FromSeconds(0.4));
        await CommitsAsync(3);
        await cell.DrainAsync();
        Assert.Equal((3, 5L), (_bench.Commits, (await _bench.StoredAsync()).State!.Sum));
    }

    [Fact]
    public async Task A_read_or_a_refusal_that_depends_on_it_waits_for_its_commit()
    {
        var cell = await ActivateAsync();
        await cell.AddEarlyAsync(1, Never);
        Assert.Equal(2, await cell.ReadConfirmedAsync());
        Assert.Equal(2, (await _bench.StoredAsync()).State!.Sum);
        await cell.AddEarlyAsync(1, Never);
        Assert.Equal(-1, await cell.SpendAsync(100));
        Assert.Equal(3, (await _bench.StoredAsync()).State!.Sum);
    }

    [Fact]
    public async Task One_that_comes_while_a_commit_is_under_way_is_answered_as_soon_as_what_it_rests_on_is_durable()
    {
        var cell = await ActivateAsync();
        _bench.Hold();
        var first = cell.AddAsync(10);
        Assert.Equal(12, await cell.AddEarlyAsync(1, Never));
        var onFirst = cell.AddEarlyAsync(1, Never, restsOn: 2);
        var second = cell.AddAsync(10);
        var onSecond = cell.AddEarlyAsync(1, Never, restsOn: await cell.VersionAsync());
        Assert.False(first.IsCompleted || onFirst.IsCompleted);
        await _bench.LetOnePassAsync();
        Assert.Equal((11, 13), (await first, await onFirst));
        Assert.False(second.IsCompleted || onSecond.IsCompleted);
        await _bench.LetOnePassAsync();
        Assert.Equal((23, 24), (await second, await onSecond));
        Assert.Equal((3, 24L), (_bench.Commits, (await _bench.StoredAsync()).State!.Sum));
    }

    [Fact]
    public async Task Those_that_are_left_when_a_commit_is_through_have_their_own_time()
    {
        var time = new FakeTimeProvider();
        var cell = await ActivateAsync(time);
        _bench.Hold();
        var before = cell.AddAsync(10);
        var early = cell.AddEarlyAsync(1, TimeSpan.FromSeconds(1), restsOn: 2);
        await _bench.LetOnePassAsync();
        Assert.Equal((11, 12), (await before, await early));
        Assert.Equal((2, 11L), (_bench.Commits, (await _bench.StoredAsync()).State!.Sum));
        time.Advance(TimeSpan.FromSeconds(1));
        await _bench.LetOnePassAsync();
        await cell.DrainAsync();
        Assert.Equal((3, 12L), (_bench.Commits, (await _bench.StoredAsync()).State!.Sum));
    }

    [Fact]
    public async Task One_in_a_hurry_is_committed_at_once_with_those_that_are_not()
    {
        var cell = await ActivateAsync();
        await cell.AddEarlyAsync(1, Never);
        _bench.Hold();
        Assert.Equal(3, await cell.AddEarlyAsync(1, TimeSpan.FromTicks(1)));
        await _bench.LetOnePassAsync();
        Assert.Equal(3, await cell.ReadConfirmedAsync());
        Assert.Equal(2, _bench.Commits);
    }

    [Fact]
    public async Task What_tells_nothing_that_has_to_be_durable_waits_for_no_commit_and_starts_none()
    {
        var cell = await ActivateAsync();
        await cell.AddEarlyAsync(1, Never);
        Assert.Equal(2, await cell.GlanceAsync());
        _bench.Hold();
        var write = cell.AddAsync(10);
        Assert.Equal(12, await cell.GlanceAsync());
        Assert.False(write.IsCompleted);
        await _bench.LetOnePassAsync();
        Assert.Equal((12, 2), (await write, _bench.Commits));
    }

    [Fact]
    public async Task An_activation_that_ends_writes_it()
    {
        var cell = await ActivateAsync();
        await cell.AddEarlyAsync(1, Never);
        await cell.DrainAsync();
        Assert.Equal(2, (await _bench.StoredAsync()).State!.Sum);
    }

    [Fact]
    public async Task It_outlives_a_refusal_of_what_was_to_be_committed_with_it()
    {
        var cell = await ActivateAsync();
        await cell.AddEarlyAsync(1, Never);
        _bench.Fault(_ => CommitFault.Busy);
        Assert.Equal(ErrorCode.RowHeld, (await Assert.ThrowsAsync<RecordFaultException>(() => cell.AddAsync(10))).Code);
        Assert.Equal(2, await cell.VersionAsync());
        var before = _bench.Commits;
        _bench.Fault(_ => CommitFault.None);
        await CommitsAsync(before + 1);
        Assert.Equal(2, await cell.ReadConfirmedAsync());
        Assert.Equal((2L, 0), ((await _bench.StoredAsync()).State!.Sum, cell.Deactivations));
    }

    [Fact]
    public async Task A_commit_of_unknown_fate_ends_the_activation_and_the_next_finds_what_is_stored()
    {
        var cell = await ActivateAsync();
        await cell.AddEarlyAsync(1, Never);
        _bench.Fault(_ => CommitFault.ThrowBefore);
        Assert.Equal(ErrorCode.OutcomeUnknown, (await Assert.ThrowsAsync<RecordFaultException>(() => cell.AddAsync(10))).Code);
        Assert.Equal(1, cell.Deactivations);
        _bench.Fault(_ => CommitFault.None);
        Assert.Equal(1, await (await _bench.ActivateAsync()).ReadConfirmedAsync());
    }

    private async Task CommitsAsync(int count)
    {
        while (_bench.Commits < count) await Task.Delay(5, TestContext.Current.CancellationToken);
    }

    /// <summary>A cell whose row exists, with a sum of 1.</summary>
    private async Task<TallyCell> ActivateAsync(TimeProvider? time = null)
    {
        var cell = await _bench.ActivateAsync(time);
        await cell.AddAsync(1);
        return cell;
    }
}

using Actors.Records;
using Actors.Testing.Storage;

namespace Actors.Tests.Records;

public sealed class RecordCellTests : IAsyncLifetime
{
    private readonly CellBench _bench = new();

    public async ValueTask InitializeAsync() => await _bench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_thousand_concurrent_commands_share_few_commits_and_every_reply_is_right()
    {
        var cell = await _bench.ActivateAsync();
        _bench.Fault(_ => CommitFault.Delay);

        var replies = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => cell.AddAsync(1)));

        Assert.Equal(Enumerable.Range(1, 1000).Select(i => (long)i), replies.Order());
        Assert.InRange(_bench.Commits, 1, 20);
        Assert.Equal((1000L, 1000L), ((await _bench.StoredAsync()).State!.Sum, (await _bench.StoredAsync()).Version));
    }

    [Fact]
    public async Task Every_command_has_a_version_of_its_own()
    {
        var cell = await _bench.ActivateAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => cell.AddAsync(1)));
        Assert.Equal(10, await cell.VersionAsync());
    }

    [Fact]
    public async Task No_reply_leaves_before_its_commit()
    {
        var cell = await _bench.ActivateAsync();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var release = new SemaphoreSlim(0);
        _bench.Database.OnCommit = _ =>
        {
            arrived.TrySetResult();
            release.Wait(TestContext.Current.CancellationToken);
            return CommitFault.None;
        };

        var write = cell.AddAsync(5);
        await arrived.Task;
        var read = cell.ReadAsync();
        var refusal = cell.SpendAsync(100);
        await cell.VersionAsync();

        var early = write.IsCompleted || read.IsCompleted || refusal.IsCompleted;
        release.Release(10);
        Assert.False(early);
        Assert.Equal(new long[] { 5L, 5L, -1L }, await Task.WhenAll(write, read, refusal));
    }

    [Theory]
    [InlineData(CommitFault.ThrowBefore)]
    [InlineData(CommitFault.ThrowAfter)]
    public async Task A_commit_of_unknown_fate_is_told_as_unknown_and_drops_the_memory(CommitFault fault)
    {
        var cell = await _bench.ActivateAsync();
        await cell.AddAsync(1, "first");
        _bench.Fault(_ => fault);

        var thrown = await Assert.ThrowsAsync<RecordFaultException>(() => cell.AddAsync(10, "second"));
        Assert.Equal(ErrorCode.OutcomeUnknown, thrown.Code);
        Assert.Equal(1, cell.Deactivations);
        Assert.Equal(ErrorCode.Fenced, (await Assert.ThrowsAsync<RecordFaultException>(() => cell.ReadAsync())).Code);

        // The next activation carries on, and the repeat is carried out once, whatever had become of the first attempt.
        _bench.Fault(_ => CommitFault.None);
        var next = await _bench.ActivateAsync();
        Assert.Equal(11, await next.AddAsync(10, "second"));
        Assert.Equal(11, await next.AddAsync(10, "second"));
        Assert.Equal(11, (await _bench.StoredAsync()).State!.Sum);
    }

    [Fact]
    public async Task Callers_behind_a_lost_acknowledgement_are_told_that_nothing_of_theirs_was_sent()
    {
        var cell = await _bench.ActivateAsync();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var release = new SemaphoreSlim(0);
        _bench.Database.OnCommit = _ =>
        {
            arrived.TrySetResult();
            release.Wait(TestContext.Current.CancellationToken);
            return CommitFault.ThrowAfter;
        };

        var sent = cell.AddAsync(1);
        await arrived.Task;
        var unsent = cell.AddAsync(10);
        await cell.VersionAsync();
        release.Release(10);

        Assert.Equal(ErrorCode.OutcomeUnknown, (await Assert.ThrowsAsync<RecordFaultException>(() => sent)).Code);
        Assert.Equal(ErrorCode.Fenced, (await Assert.ThrowsAsync<RecordFaultException>(() => unsent)).Code);
        Assert.Equal(1, (await _bench.StoredAsync()).State!.Sum);
    }

    [Fact]
    public async Task A_fenced_activation_drops_its_memory_and_another_carries_on()
    {
        var old = await _bench.ActivateAsync();
        await old.AddAsync(1);
        var current = await _bench.ActivateAsync();
        Assert.Equal(3, await current.AddAsync(2));

        var thrown = await Assert.ThrowsAsync<RecordFaultException>(() => old.AddAsync(100));
        Assert.Equal(ErrorCode.Fenced, thrown.Code);
        Assert.Equal(1, old.Deactivations);
        Assert.Equal(4, await current.AddAsync(1));
    }

    [Fact]
    public async Task Two_activations_race_the_first_insert_and_one_wins()
    {
        var cells = new[] { await _bench.ActivateAsync(), await _bench.ActivateAsync() };
        var outcomes = await Task.WhenAll(cells.Select(async cell =>
        {
            try
            {
                return await cell.AddAsync(1);
            }
            catch (RecordFaultException exception) when (exception.Code == ErrorCode.Fenced)
            {
                return -1;
            }
        }));

        Assert.Equal(new long[] { -1, 1 }, outcomes.Order());
        Assert.Equal(1, (await _bench.StoredAsync()).State!.Sum);
    }

    [Fact]
    public async Task A_zombie_does_not_get_away_with_a_confirmed_read()
    {
        var zombie = await _bench.ActivateAsync();
        await zombie.AddAsync(1);
        Assert.Equal(1, await zombie.ReadConfirmedAsync());
        var current = await _bench.ActivateAsync();
        await current.AddAsync(1);

        Assert.Equal(ErrorCode.Fenced, (await Assert.ThrowsAsync<RecordFaultException>(() => zombie.ReadConfirmedAsync())).Code);
    }

    [Fact]
    public async Task A_zombie_does_not_take_the_version_that_another_has_committed_for_its_own_that_is_under_way()
    {
        var zombie = await _bench.ActivateAsync();
        await zombie.AddAsync(1);
        await (await _bench.ActivateAsync()).AddAsync(1);
        _bench.Fault(_ => CommitFault.Delay);

        var read = zombie.ReadConfirmedAsync();
        var late = zombie.AddAsync(10);
        Assert.Equal(ErrorCode.Fenced, (await Assert.ThrowsAsync<RecordFaultException>(() => read)).Code);
        Assert.Equal(ErrorCode.Fenced, (await Assert.ThrowsAsync<RecordFaultException>(() => late)).Code);
    }

    [Fact]
    public async Task A_zombie_that_is_told_of_no_row_is_fenced_when_it_had_one()
    {
        var zombie = await _bench.ActivateAsync();
        await zombie.AddAsync(1);
        await (await _bench.ActivateAsync()).RemoveAsync();
        Assert.Equal(ErrorCode.Fenced, (await Assert.ThrowsAsync<RecordFaultException>(() => zombie.ReadConfirmedAsync())).Code);
    }

    [Fact]
    public async Task The_same_request_at_once_is_carried_out_once()
    {
        var cell = await _bench.ActivateAsync();
        _bench.Fault(_ => CommitFault.Delay);
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => cell.AddAsync(7, "same")));
        Assert.All(replies, reply => Assert.Equal(7, reply));
        Assert.Equal(7, (await _bench.StoredAsync()).State!.Sum);
    }

    [Fact]
    public async Task A_repeat_in_another_activation_gets_the_stored_reply_and_its_neighbours_get_theirs()
    {
        await (await _bench.ActivateAsync()).AddAsync(7, "once");
        var cell = await _bench.ActivateAsync();
        _bench.Fault(_ => CommitFault.Delay);

        // The first commit is under way while the repeat and its neighbours are gathered into the second.
        var replies = await Task.WhenAll(cell.AddAsync(1), cell.AddAsync(7, "once"), cell.AddAsync(10), cell.AddAsync(100, "new"));

        Assert.Equal([8L, 7L, 18L, 118L], replies);
        Assert.Equal(118, (await _bench.StoredAsync()).State!.Sum);
    }

    [Fact]
    public async Task A_repeat_that_would_now_be_refused_still_gets_its_stored_reply()
    {
        var cell = await _bench.ActivateAsync();
        await cell.AddAsync(10);
        Assert.Equal(0, await cell.SpendAsync(10, "spend"));
        Assert.Equal(0, await cell.SpendAsync(10, "spend"));
        Assert.Equal(-1, await cell.SpendAsync(10, "spend-again"));
    }

    [Fact]
    public async Task A_request_id_with_another_body_is_refused()
    {
        var cell = await _bench.ActivateAsync();
        await cell.AddAsync(1, "id");
        await Assert.ThrowsAsync<RequestIdReusedException>(() => cell.AddAsync(2, "id"));
        await Assert.ThrowsAsync<RequestIdReusedException>(() => cell.SpendAsync(3, "id"));
        Assert.Equal(1, (await _bench.StoredAsync()).State!.Sum);
    }

    [Fact]
    public async Task A_state_that_is_too_large_is_refused_alone()
    {
        var cell = await _bench.ActivateAsync();
        _bench.Fault(_ => CommitFault.Delay);
        var first = cell.AddAsync(1);
        var second = cell.AddAsync(1);
        var tooLarge = cell.WriteTextAsync(2 * 1024 * 1024);
        var third = cell.AddAsync(1);

        await Assert.ThrowsAsync<RecordTooLargeException>(() => tooLarge);
        Assert.Equal(new long[] { 1L, 2L, 3L }, await Task.WhenAll(first, second, third));
    }

    [Fact]
    public async Task A_handlers_own_exception_harms_nobody_else()
    {
        var cell = await _bench.ActivateAsync();
        var first = cell.AddAsync(1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => cell.ThrowAsync());
        Assert.Equal(new long[] { 1L, 2L }, await Task.WhenAll(first, cell.AddAsync(1)));
    }

    [Fact]
    public async Task A_removed_record_comes_back_above_its_old_version()
    {
        var cell = await _bench.ActivateAsync();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => cell.AddAsync(1)));
        await cell.RemoveAsync();
        var removedAt = (await _bench.StoredAsync()).Version;
        Assert.True(removedAt >= 5);

        await cell.AddAsync(1);
        await (await _bench.ActivateAsync()).AddAsync(1);
        Assert.Equal((2L, removedAt + 2), ((await _bench.StoredAsync()).State!.Sum, (await _bench.StoredAsync()).Version));
    }

    [Fact]
    public async Task A_record_made_and_removed_while_a_commit_is_under_way_ends_removed()
    {
        var cell = await _bench.ActivateAsync();
        _bench.Fault(_ => CommitFault.Delay);
        var add = cell.AddAsync(1);
        var remove = cell.RemoveAsync();
        var again = cell.AddAsync(4);
        var removeAgain = cell.RemoveAsync();
        Assert.Equal(new long[] { 1L, 4L }, await Task.WhenAll(add, again));
        Assert.True(await remove && await removeAgain);
        Assert.Null((await _bench.StoredAsync()).State);
    }

    [Fact]
    public async Task Under_random_faults_and_activations_the_sum_is_what_was_acknowledged()
    {
        var random = new Random(20261123);
        var cell = await _bench.ActivateAsync();
        var acknowledged = 0L;
        for (var round = 0; round < 300; round++)
        {
            var fault = random.Next(6) switch { 0 => CommitFault.ThrowBefore, 1 => CommitFault.ThrowAfter, _ => CommitFault.None };
            _bench.Fault(_ => fault);
            var ids = Enumerable.Range(0, random.Next(1, 8)).Select(i => $"{round}-{i}").ToList();
            var pending = ids.ToDictionary(id => id, id => cell.AddAsync(1, id));
            while (pending.Count > 0)
            {
                foreach (var (id, task) in pending.ToList())
                {
                    try
                    {
                        await task;
                        acknowledged++;
                        pending.Remove(id);
                    }
                    catch (RecordFaultException)
                    {
                        _bench.Fault(_ => CommitFault.None);
                        cell = await _bench.ActivateAsync();
                        pending[id] = cell.AddAsync(1, id);
                    }
                }
            }
        }

        Assert.Equal(acknowledged, (await _bench.StoredAsync()).State!.Sum);
    }
}

using Actors.Storage;
using Actors.Storage.Postgres;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Actors.Tests.Storage;

public sealed class PostgresDatabaseTests(SharedPostgres postgres) : RecordDatabaseSpec
{
    private string _connectionString = "";

    public override async ValueTask InitializeAsync()
    {
        _connectionString = await postgres.CreateDatabaseAsync(Cancel);
        await base.InitializeAsync();
    }

    [Fact]
    public async Task Eight_nodes_that_start_at_once_migrate_once()
    {
        var empty = await postgres.CreateDatabaseAsync(Cancel);
        var nodes = Enumerable.Range(0, 8).Select(_ => On(empty)).ToArray();
        await Task.WhenAll(nodes.Select(node => node.MigrateAsync(SlotRange.All, Cancel)));
        await Task.WhenAll(nodes.Select((node, i) => node.CommitAsync([Insert(Key($"k{i}"))])));
        Assert.Equal(8, await nodes[0].CountAsync(new RecordQuery { Kind = Key("k").Kind }, Cancel));
        foreach (var node in nodes) await node.DisposeAsync();
    }

    [Fact]
    public async Task A_database_of_a_newer_program_or_of_other_slots_or_none_is_refused()
    {
        await using var other = On(_connectionString);
        Assert.Contains("slots 0-1023", await RefusalAsync(other, new SlotRange(0, 511)), StringComparison.Ordinal);
        await ScalarAsync("update actors.meta set value = '999' where key = 'schema'");
        Assert.Contains("schema version 999", await RefusalAsync(other, SlotRange.All), StringComparison.Ordinal);
        await using var missing = On(_connectionString + "_missing");
        Assert.Contains("Create the database", await RefusalAsync(missing, SlotRange.All), StringComparison.Ordinal);
        Assert.Throws<StorageSetupException>(() => new PostgresDatabase(new PostgresStorageOptions()));
        Assert.Throws<StorageSetupException>(() => new PostgresDatabase(new PostgresStorageOptions { ConnectionString = _connectionString, Lanes = 5 }));

        static async Task<string> RefusalAsync(PostgresDatabase database, SlotRange slots)
            => (await Assert.ThrowsAsync<StorageSetupException>(() => database.MigrateAsync(slots, Cancel))).Message;
    }

    [Fact]
    public async Task A_clock_an_hour_off_is_refused_unless_told()
    {
        var slow = new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(-1));
        await using var database = new PostgresDatabase(new PostgresStorageOptions { ConnectionString = _connectionString }, slow);
        var refused = await Assert.ThrowsAsync<StorageSetupException>(() => database.MigrateAsync(SlotRange.All, Cancel));
        Assert.Matches(@"has a clock 36\d\d s ahead of this machine's; allowed is 60 s", refused.Message);
        await using var told = new PostgresDatabase(new PostgresStorageOptions { ConnectionString = _connectionString, AllowUnsafe = true }, slow);
        await told.MigrateAsync(SlotRange.All, Cancel);
    }

    [Fact]
    public async Task A_row_that_a_user_holds_locked_delays_its_own_unit_only()
    {
        var keys = Enumerable.Range(0, 20).Select(number => Key($"k{number:00}")).ToArray();
        await CommitAsync([.. keys.Select(key => Insert(key))]);
        await using var user = await ConnectAsync();
        await using var transaction = await user.BeginTransactionAsync(Cancel);
        await using var command = new NpgsqlCommand("select version from actors.record where key = 'k07' for share", user, transaction);
        Assert.Equal(1L, await command.ExecuteScalarAsync(Cancel));

        var results = await Database.CommitAsync([.. keys.Select(key => Update(key, 1))]);
        Assert.Equal(keys.Select((_, i) => i == 7 ? UnitResult.Busy : UnitResult.Committed), results);

        for (var version = 2; version < 12; version++)
        {
            var round = version;
            var held = Store.CommitAsync(Update(keys[7], 1));
            await CommitAsync([.. keys.Where(key => key != keys[7]).Select(key => Update(key, round))]);
            Assert.Equal(UnitResult.Busy, await held);
        }

        await transaction.CommitAsync(Cancel);
        Assert.Equal(UnitResult.Committed, await Store.CommitAsync(Update(keys[7], 1)));
        Assert.Equal(2, (await ReadAsync(keys[7])).Record!.Version);
    }

    [Fact]
    public async Task A_unit_that_the_database_refuses_with_an_error_fails_alone()
    {
        await ScalarAsync("alter table actors.record add constraint no_poison check (state <> '\"poison\"')");
        var good = Store.CommitAsync(Insert(Key("a")));
        var bad = Store.CommitAsync(Insert(Key("b"), state: "\"poison\""));
        var batch = await Assert.ThrowsAsync<UnitsFailedException>(() => Database.CommitAsync([Insert(Key("c")), Insert(Key("d"), state: "\"poison\""), Insert(Key("e"))]));
        Assert.Equal(UnitResult.Committed, await good);
        var failed = await Assert.ThrowsAsync<UnitFailedException>(() => bad);
        Assert.Contains("no_poison", failed.Message, StringComparison.Ordinal);
        Assert.Equal([UnitResult.Committed, UnitResult.Unknown, UnitResult.Committed], batch.Results);
        Assert.Equal([1], batch.Errors.Keys);
        Assert.Equal(3, await Store.CountAsync(new RecordQuery { Kind = Key("a").Kind }, Cancel));
    }

    [Fact]
    public async Task A_connection_killed_in_a_commit_leaves_whole_units_or_nothing()
    {
        var units = Enumerable.Range(0, 200).Select(number => Key($"k{number:000}")).ToArray();
        await CommitAsync([.. units.Select(key => Insert(key) with { Events = [new NewEvent("e", "{}")] })]);
        var versions = units.ToDictionary(key => key, _ => 1L);
        var unknown = 0;
        // At least twenty rounds, and more if the machine was so fast or so slow that no kill met a commit.
        for (var round = 0; round < 20 || (unknown == 0 && round < 500); round++)
        {
            var committing = Database.CommitAsync([.. units.Select(key => Update(key, versions[key]) with
            {
                Events = [new NewEvent("e", "{}")], Receipts = [Receipt($"r{versions[key] + 1}")],
            })]);
            await Task.Delay(TimeSpan.FromMilliseconds(round % 20 * 0.7), Cancel);
            await ScalarAsync("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'actors' and datname = current_database() and state = 'active'");
            IReadOnlyList<UnitResult>? results = null;
            try
            {
                results = await committing;
            }
            catch (NpgsqlException)
            {
                unknown++;
            }

            // Pooled connections that were killed while idle are found broken on their next use.
            await UntilAsync(async () =>
            {
                try
                {
                    await Database.ReadAsync(units, Cancel);
                    return true;
                }
                catch (NpgsqlException)
                {
                    return false;
                }
            });
            var read = await Database.ReadAsync(units, Cancel);
            Assert.Single(read.Select(row => row.Record!.Version).Distinct());
            foreach (var row in read)
            {
                var version = row.Record!.Version;
                if (results is not null) Assert.Equal(versions[row.Record.Key] + 1, version);
                versions[row.Record.Key] = version;
            }

            Assert.Equal(versions[units[0]] > 1, (await Database.ReadReceiptAsync(units[0], $"r{versions[units[0]]}", Cancel)).Receipt is not null);
            Assert.Null((await Database.ReadReceiptAsync(units[0], $"r{versions[units[0]] + 1}", Cancel)).Receipt);
        }

        Assert.True(unknown > 0, "no kill met a commit");
        var events = await Database.ReadFeedAsync(default, new FeedFilter(), 100_000, Cancel);
        Assert.Equal(versions.Values.Sum(), events.Events.Count);
    }

    [Fact]
    public async Task A_transaction_left_open_holds_the_feed_up_and_nothing_is_skipped()
    {
        await using var user = await ConnectAsync();
        await using var transaction = await user.BeginTransactionAsync(Cancel);
        await using var early = new NpgsqlCommand("insert into actors.event (kind, key, version, type, data) values ('lock', 'early', 1, 'early', '{}')", user, transaction);
        await early.ExecuteNonQueryAsync(Cancel);
        var end = await Store.FeedEndAsync(Cancel);
        await CommitAsync(Insert(Key("late")) with { Events = [new NewEvent("late", "{}")] });
        var before = await Store.ReadFeedAsync(end, new FeedFilter(), 10, Cancel);
        Assert.Empty(before.Events);
        await transaction.CommitAsync(Cancel);
        var after = await Store.ReadFeedAsync(before.Next, new FeedFilter(), 10, Cancel);
        Assert.Equal(["early", "late"], after.Events.Select(item => item.Event.Type));
    }

    [Fact]
    public async Task A_hot_write_touches_no_index_and_walks_the_key()
    {
        var key = Key("a");
        await CommitAsync(Insert(key) with { Status = "open", Tags = ["x"], Due = DueChange.In(TimeSpan.FromHours(1)) });
        for (var version = 1; version <= 5; version++) await CommitAsync(Update(key, version, $"{version}") with { Status = "open", Tags = ["x"] });
        await CommitAsync(Update(key, 6) with { Status = "closed", Tags = ["x"] });
        // The server's sessions hand their counts in when they end.
        await Store.DisposeAsync();
        await UntilAsync(async () => await ScalarAsync("select n_tup_upd from pg_stat_user_tables where relname = 'record'") is 6L);
        Assert.Equal(5L, await ScalarAsync("select n_tup_hot_upd from pg_stat_user_tables where relname = 'record'"));
        Assert.Equal(0L, await ScalarAsync("select seq_tup_read from pg_stat_user_tables where relname = 'record'"));
    }

    [Fact]
    public async Task A_plan_made_while_the_table_was_tiny_still_looks_rows_up_when_it_has_grown()
    {
        const int rows = 5000;
        var key = Key("a");
        await CommitAsync(Insert(key));
        await ScalarAsync("analyze actors.record");
        for (var version = 1; version <= 4; version++) await CommitAsync(Write(version));
        await ScalarAsync(
            $"insert into actors.record select kind, 'k' || n, slot, 1, state, status, due_at, tags, updated_at from actors.record, generate_series(1, {rows}) n");
        for (var version = 5; version <= 8; version++) await CommitAsync(Write(version));
        await CommitAsync(Delete(key, 9));
        // The server's sessions hand their counts in when they end.
        await Store.DisposeAsync();
        await UntilAsync(async () => await ScalarAsync("select n_tup_del from pg_stat_user_tables where relname = 'record'") is 1L);
        Assert.InRange((long)(await ScalarAsync("select idx_tup_read from pg_stat_user_indexes where indexrelname = 'record_pkey'"))!, 1, rows / 2);

        RecordUnit Write(int version) => Update(key, version) with { KeepsFacets = version % 2 == 0 };
    }

    [Fact]
    public async Task Expired_receipts_in_the_way_are_replaced_and_purged()
    {
        var keys = Enumerable.Range(0, 50).Select(number => Key($"k{number:00}")).ToArray();
        await CommitAsync([.. keys.Select(key => Insert(key) with { Receipts = [Receipt("r") with { Retention = TimeSpan.FromMilliseconds(1) }] })]);
        await UntilAsync(async () => (await Store.ReadReceiptAsync(keys[^1], "r", Cancel)).Receipt is null);
        var results = await Database.CommitAsync([.. keys.Select((key, i) => Update(key, i == 3 ? 9 : 1) with { Receipts = [Receipt("r", "2")] })]);
        Assert.Equal(keys.Select((_, i) => i == 3 ? UnitResult.Conflict : UnitResult.Committed), results);
        await ScalarAsync("update actors.receipt set expires_at = now()");
        await Store.PurgeAsync(TimeSpan.FromHours(1), Cancel);
        Assert.Equal(0L, await ScalarAsync("select count(*) from actors.receipt"));
    }

    protected override Task<IRecordDatabase> OpenAsync() => Task.FromResult<IRecordDatabase>(On(_connectionString));

    protected override async Task<IAsyncDisposable> DisturbFeedAsync(Task writing)
    {
        var ending = new CancellationTokenSource();
        var disturbing = Task.Run(() => LeaveTransactionsOpenAsync(ending.Token), Cancel);
        _ = writing.ContinueWith(_ => ending.CancelAsync(), Cancel, TaskContinuationOptions.None, TaskScheduler.Default);
        await Task.Yield();
        return new Disturbance(disturbing, ending);
    }

    // Transactions that take their number, stay open while others commit, and then write an event of their own.
    private async Task LeaveTransactionsOpenAsync(CancellationToken ending)
    {
        await using var user = await ConnectAsync();
        while (!ending.IsCancellationRequested)
        {
            await using var transaction = await user.BeginTransactionAsync(Cancel);
            await using var command = new NpgsqlCommand("select pg_current_xact_id()::text", user, transaction);
            await command.ExecuteScalarAsync(Cancel);
            await Task.Delay(15, Cancel);
            await transaction.RollbackAsync(Cancel);
        }
    }

    private static PostgresDatabase On(string connectionString) => new(new PostgresStorageOptions { ConnectionString = connectionString, ReadConnectionsMax = 2 });

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(_connectionString + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        return connection;
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancel);
    }

    private sealed class Disturbance(Task disturbing, CancellationTokenSource ending) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await ending.CancelAsync();
            await disturbing;
            ending.Dispose();
        }
    }
}

using Actors.Storage;
using Actors.Testing.Storage;

namespace Actors.Tests.Storage;

public abstract partial class RecordDatabaseSpec
{
    [Fact]
    public async Task A_row_is_read_back_as_it_was_written()
    {
        var unit = Insert(Key("a"), state: "{\"a\": 1.0,  \"é😀\":\"\\u0000\"}") with { Status = "open", Tags = ["x y", "q\"u\\o,te{}", "é😀", "NULL"], VersionStep = 3 };
        await CommitAsync(unit with { Due = DueChange.In(TimeSpan.FromMinutes(5)) });

        var read = await ReadAsync(unit.Key);

        var record = Assert.IsType<StoredRecord>(read.Record);
        Assert.Equal((unit.Key, 3L, unit.State, "open", 0L), (record.Key, record.Version, record.State, record.Status, read.Floor));
        Assert.Equal(unit.Tags, record.Tags);
        Assert.InRange(record.UpdatedAt, read.Now.AddSeconds(-10), read.Now);
        Assert.InRange(record.DueAt!.Value - record.UpdatedAt, TimeSpan.FromSeconds(299), TimeSpan.FromSeconds(301));
    }

    [Fact]
    public async Task A_write_needs_the_version_it_expects()
    {
        var key = Key("a");
        Assert.Equal(UnitResult.Conflict, await Store.CommitAsync(Update(key, 0)));
        Assert.Equal(UnitResult.Conflict, await Store.CommitAsync(Delete(key, 0)));
        await CommitAsync(Insert(key));
        Assert.Equal(UnitResult.Conflict, await Store.CommitAsync(Insert(key)));
        Assert.Equal(UnitResult.Conflict, await Store.CommitAsync(Insert(key, 1)));
        Assert.Equal(UnitResult.Conflict, await Store.CommitAsync(Update(key, 0)));
        Assert.Equal(UnitResult.Conflict, await Store.CommitAsync(Update(key, 2)));
        Assert.Equal(UnitResult.Conflict, await Store.CommitAsync(Delete(key, 2)));
        await CommitAsync(Update(key, 1, "{\"n\":2}"));
        var record = (await ReadAsync(key)).Record!;
        Assert.Equal((2L, "{\"n\":2}"), (record.Version, record.State));
    }

    /// <summary>orleans#2745: Orleans' own table lets two activations both insert the first version of a row.</summary>
    [Fact]
    public async Task Of_two_writers_that_race_the_first_insert_exactly_one_wins_ten_thousand_times()
    {
        const int races = 10_000;
        var other = await AnotherAsync();
        for (var from = 0; from < races; from += 500)
        {
            var keys = Enumerable.Range(from, 500).Select(number => Key($"race-{number}")).ToArray();
            var mine = Task.Run(() => Task.WhenAll(keys.Select(key => Store.CommitAsync(Insert(key, state: "\"mine\"")))), Cancel);
            var theirs = Task.Run(() => Task.WhenAll(keys.Select(key => other.CommitAsync(Insert(key, state: "\"theirs\"")))), Cancel);
            var (left, right) = (await mine, await theirs);
            for (var i = 0; i < keys.Length; i++)
            {
                UnitResult[] results = [left[i], right[i]];
                Assert.Equal([UnitResult.Committed, UnitResult.Conflict], results.Order());
                Assert.Equal(left[i] == UnitResult.Committed ? "\"mine\"" : "\"theirs\"", (await ReadAsync(keys[i])).Record!.State);
            }
        }

        Assert.Equal(races, await Store.CountAsync(new RecordQuery { Kind = Kind }, Cancel));
    }

    [Fact]
    public async Task Two_writers_of_one_row_lose_no_update()
    {
        var key = Key("counter");
        await CommitAsync(Insert(key, state: "0"));
        var wins = await Task.WhenAll(Enumerable.Range(0, 4).Select(async number => await WinAsync(number % 2 == 0 ? Store : await AnotherAsync())));

        var record = (await ReadAsync(key)).Record!;
        Assert.Equal(1 + wins.Sum(), record.Version);
        Assert.Equal($"{wins.Sum()}", record.State);

        async Task<int> WinAsync(RecordStore store)
        {
            var won = 0;
            for (var i = 0; i < 100; i++)
            {
                var read = (await store.ReadAsync(key, Cancel)).Record!;
                var next = int.Parse(read.State, System.Globalization.CultureInfo.InvariantCulture) + 1;
                if (await store.CommitAsync(Update(key, read.Version, $"{next}")) == UnitResult.Committed) won++;
            }

            return won;
        }
    }

    [Fact]
    public async Task A_batch_with_fenced_units_commits_the_others_and_leaves_nothing_of_the_fenced()
    {
        var keys = Enumerable.Range(0, 30).Select(number => Key($"k{number:00}")).ToArray();
        await CommitAsync([.. keys.Take(20).Select(key => Insert(key))]);
        var writes = keys.Select((key, i) => i switch
        {
            < 10 => Update(key, i % 2 == 0 ? 1 : 7, "\"new\""),
            < 20 => Delete(key, i % 2 == 0 ? 1 : 7),
            _ => Insert(key, state: "\"new\""),
        });
        var units = writes
            .Select((unit, i) => unit with { Events = [new NewEvent("written", $"{i}")], Receipts = [Receipt($"r{i}", $"{i}")] })
            .ToArray();

        var results = await Database.CommitAsync(units);

        for (var i = 0; i < keys.Length; i++)
        {
            var fenced = i < 20 && i % 2 == 1;
            Assert.Equal(fenced ? UnitResult.Conflict : UnitResult.Committed, results[i]);
            var receipt = await Store.ReadReceiptAsync(keys[i], $"r{i}", Cancel);
            Assert.Equal(fenced ? null : $"{i}", receipt.Receipt?.Reply);
            Assert.Equal((await ReadAsync(keys[i])).Record?.Version ?? 0, receipt.Version);
        }

        var events = (await AllEventsAsync()).Select(item => int.Parse(item.Data, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Enumerable.Range(0, 30).Where(i => results[i] == UnitResult.Committed), events.Order());
    }

    [Fact]
    public async Task A_batch_of_1024_rows_commits_in_one_go()
    {
        var units = Enumerable.Range(0, 1024)
            .Select(number => Insert(Key($"row-{number:0000}"), state: $"{number}") with { Events = [new NewEvent("made", "{}")], Receipts = [Receipt("r")] }).ToArray();
        Assert.All(await Database.CommitAsync(units), result => Assert.Equal(UnitResult.Committed, result));
        Assert.All(await Database.CommitAsync([.. units.Select(unit => Update(unit.Key, 1, unit.State))]), result => Assert.Equal(UnitResult.Committed, result));
        var read = await Database.ReadAsync([.. units.Select(unit => unit.Key)], Cancel);
        Assert.Equal(units.Select(unit => (unit.State, 2L)), read.Select(row => (row.Record!.State, row.Record.Version)));
        Assert.Equal(1024, (await AllEventsAsync()).Count);
    }

    [Fact]
    public async Task A_request_is_carried_out_once_whatever_version_its_retry_expects()
    {
        var key = Key("a");
        await CommitAsync(Insert(key) with { Receipts = [Receipt("r1", "\"first\"")] });
        Assert.Equal(UnitResult.ReceiptExists, await Store.CommitAsync(Update(key, 1) with { Receipts = [Receipt("r2"), Receipt("r1")] }));
        Assert.Equal(UnitResult.ReceiptExists, await Store.CommitAsync(Insert(key) with { Receipts = [Receipt("r1")] }));
        Assert.Equal(UnitResult.ReceiptExists, await Store.CommitAsync(Delete(key, 1) with { Receipts = [Receipt("r1")] }));
        var read = await Store.ReadReceiptAsync(key, "r1", Cancel);
        Assert.Equal(new ReceiptSnapshot(new StoredReceipt("r1", Receipt("").BodyHash, "\"first\""), 1), read);
        Assert.Null((await Store.ReadReceiptAsync(key, "r2", Cancel)).Receipt);
        Assert.Null((await Store.ReadReceiptAsync(Key("b"), "r1", Cancel)).Receipt);
    }

    [Fact]
    public async Task An_expired_receipt_is_none_and_its_id_can_be_used_again()
    {
        var key = Key("a");
        await CommitAsync(Insert(key) with { Receipts = [Receipt("r1") with { Retention = TimeSpan.FromMilliseconds(1) }] });
        await UntilAsync(async () => (await Store.ReadReceiptAsync(key, "r1", Cancel)).Receipt is null);
        await CommitAsync(Update(key, 1) with { Receipts = [Receipt("r1", "\"again\"")] }, Insert(Key("b")) with { Receipts = [Receipt("r1")] });
        Assert.Equal("\"again\"", (await Store.ReadReceiptAsync(key, "r1", Cancel)).Receipt!.Reply);
        await Store.PurgeAsync(TimeSpan.FromDays(1), Cancel);
        Assert.NotNull((await Store.ReadReceiptAsync(key, "r1", Cancel)).Receipt);
    }

    [Theory]
    [InlineData(CommitFault.ThrowAfter, true)]
    [InlineData(CommitFault.ThrowBefore, false)]
    public async Task A_lost_acknowledgement_is_settled_by_the_retry_of_the_request(CommitFault fault, bool written)
    {
        var faulty = new FaultyDatabase(Database, TimeProvider.System);
        var store = Over(faulty);
        var key = Key("a");
        var unit = Insert(key, state: "\"done\"") with { Receipts = [Receipt("r1", "\"reply\"")], Events = [new NewEvent("done", "{}")] };
        faulty.OnCommit = _ => fault;
        await Assert.ThrowsAsync<CommitUnknownException>(() => store.CommitAsync(unit));
        faulty.OnCommit = _ => CommitFault.None;

        var retried = await store.CommitAsync(unit);

        Assert.Equal(written ? UnitResult.ReceiptExists : UnitResult.Committed, retried);
        Assert.Equal("\"reply\"", (await store.ReadReceiptAsync(key, "r1", Cancel)).Receipt!.Reply);
        Assert.Equal(1, (await ReadAsync(key)).Record!.Version);
        Assert.Single(await AllEventsAsync());
    }

    [Theory]
    [InlineData(CommitFault.Duplicate)]
    [InlineData(CommitFault.Delay)]
    public async Task A_commit_that_arrives_twice_or_late_is_applied_once(CommitFault fault)
    {
        var store = Over(new FaultyDatabase(Database, TimeProvider.System) { OnCommit = _ => fault });
        Assert.Equal(UnitResult.Committed, await store.CommitAsync(Insert(Key("a")) with { Events = [new NewEvent("done", "{}")] }));
        Assert.Equal(1, (await ReadAsync(Key("a"))).Record!.Version);
        Assert.Single(await AllEventsAsync());
    }
}

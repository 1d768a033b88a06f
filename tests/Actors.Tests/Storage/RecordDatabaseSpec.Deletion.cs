using Actors.Storage;

namespace Actors.Tests.Storage;

public abstract partial class RecordDatabaseSpec
{
    [Fact]
    public async Task A_new_row_starts_above_every_version_its_key_has_had()
    {
        var key = Key("a");
        await CommitAsync(Insert(key) with { VersionStep = 40 });
        await CommitAsync(Delete(key, 40) with { VersionStep = 2, Events = [new NewEvent("gone", "{}")] });

        var read = await ReadAsync(key);

        Assert.Null(read.Record);
        Assert.Equal(42, read.Floor);
        Assert.Equal(UnitResult.Conflict, await Store.CommitAsync(Insert(key)));
        Assert.Equal(UnitResult.Conflict, await Store.CommitAsync(Insert(key, 41)));
        await CommitAsync(Insert(key, 42));
        Assert.Equal(43, (await ReadAsync(key)).Record!.Version);
        Assert.Equal(42, Assert.Single(await AllEventsAsync()).Version);
    }

    [Fact]
    public async Task A_refused_delete_leaves_the_floor_where_it_was()
    {
        await CommitAsync(Insert(Key("a{t}")));
        Assert.Equal(UnitResult.Conflict, await Store.CommitAsync(Delete(Key("a{t}"), 9)));
        Assert.Equal(0, (await ReadAsync(Key("b{t}"))).Floor);
        await CommitAsync(Insert(Key("b{t}")));
    }

    [Fact]
    public async Task A_delete_and_an_insert_of_one_slot_in_one_batch_both_keep_their_promise()
    {
        await CommitAsync(Insert(Key("a{t}")) with { VersionStep = 10 });
        var results = await Database.CommitAsync([Delete(Key("a{t}"), 10), Insert(Key("b{t}"))]);
        Assert.Equal(UnitResult.Committed, results[0]);
        var other = (await ReadAsync(Key("b{t}"))).Record;
        Assert.Equal(results[1] == UnitResult.Committed, other is not null);
        Assert.Equal(11, (await ReadAsync(Key("c{t}"))).Floor);
    }

    [Fact]
    public async Task An_insert_that_races_the_delete_of_its_key_never_takes_a_version_again()
    {
        var other = await AnotherAsync();
        var keys = Enumerable.Range(0, 16).Select(number => Key($"k{number}")).ToArray();
        await Task.WhenAll(keys.Select(RaceAsync));

        // The inserter knows the floor from before the row: what it would write is exactly a version that the row has had.
        async Task RaceAsync(RecordKey key)
        {
            long highest = 0;
            for (var round = 0; round < 60; round++)
            {
                var floor = (await Store.ReadAsync(key, Cancel)).Floor;
                Assert.True(floor >= highest, $"The floor {floor} is below {highest}, which '{key}' has had.");
                if (await Store.CommitAsync(Insert(key, floor, "\"first\"")) != UnitResult.Committed) continue;
                highest = floor + 1;
                var deleting = Task.Run(() => Store.CommitAsync(Delete(key, floor + 1)), Cancel);
                var inserting = Task.Run(() => other.CommitAsync(Insert(key, floor, "\"stale\"")), Cancel);
                Assert.Equal(UnitResult.Conflict, await inserting);
                Assert.Equal(UnitResult.Committed, await deleting);
                highest = floor + 2;
                Assert.Null((await Store.ReadAsync(key, Cancel)).Record);
            }

            Assert.NotEqual(0, highest);
        }
    }
}

using Actors.Storage;
using Actors.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Actors.Tests.Storage;

public sealed class SqliteDatabaseTests : RecordDatabaseSpec
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actors-sqlite-").FullName;
    private readonly SqliteDatabase _database;

    public SqliteDatabaseTests() => _database = On("new/actors.db");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_second_node_on_the_file_is_refused_until_the_first_is_gone()
    {
        await using var second = On("new/actors.db");
        var refused = await Assert.ThrowsAsync<StorageSetupException>(() => second.MigrateAsync(SlotRange.All, Cancel));
        Assert.Contains("in use by another node", refused.Message, StringComparison.Ordinal);
        await CommitAsync(Insert(Key("a")));
        await _database.DisposeAsync();
        await second.MigrateAsync(SlotRange.All, Cancel);
        Assert.NotNull((await second.ReadAsync([Key("a")], Cancel))[0].Record);
    }

    [Fact]
    public async Task A_file_of_a_newer_program_or_of_other_slots_is_refused()
    {
        await _database.DisposeAsync();
        await using (var other = On("new/actors.db"))
        {
            var slots = await Assert.ThrowsAsync<StorageSetupException>(() => other.MigrateAsync(new SlotRange(0, 511), Cancel));
            Assert.Contains("slots 0-1023", slots.Message, StringComparison.Ordinal);
        }

        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "new/actors.db")};Pooling=false"))
        {
            await connection.OpenAsync(Cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = "update meta set value = '999' where key = 'schema'";
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancel));
        }

        await using var newer = On("new/actors.db");
        var refused = await Assert.ThrowsAsync<StorageSetupException>(() => newer.MigrateAsync(SlotRange.All, Cancel));
        Assert.Contains("schema version 999", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_database_is_refused_with_what_to_do()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "text.db"), new string('x', 5000), Cancel);
        await using var text = On("text.db");
        Assert.Contains("Check that it is a SQLite file", (await Assert.ThrowsAsync<StorageSetupException>(() => text.MigrateAsync(SlotRange.All, Cancel))).Message, StringComparison.Ordinal);
        await using var below = On("text.db/below/actors.db");
        await Assert.ThrowsAsync<StorageSetupException>(() => below.MigrateAsync(SlotRange.All, Cancel));
    }

    protected override Task<IRecordDatabase> OpenAsync() => Task.FromResult<IRecordDatabase>(_database);

    private SqliteDatabase On(string path) => new(new SqliteStorageOptions { Path = Path.Combine(_folder, path) }, TimeProvider.System);
}

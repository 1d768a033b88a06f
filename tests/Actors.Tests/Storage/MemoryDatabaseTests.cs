using Actors.Storage;
using Actors.Storage.Memory;

namespace Actors.Tests.Storage;

public sealed class MemoryDatabaseTests : RecordDatabaseSpec
{
    private readonly MemoryDatabase _database = new(TimeProvider.System);

    protected override Task<IRecordDatabase> OpenAsync() => Task.FromResult<IRecordDatabase>(_database);
}

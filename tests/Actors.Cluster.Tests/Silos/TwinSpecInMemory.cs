using Actors.Storage;
using Actors.Storage.Memory;

namespace Actors.Cluster.Tests.Silos;

public sealed class TwinSpecInMemory(TwinSpecInMemory.Fixture twins) : TwinSpec(twins), IClassFixture<TwinSpecInMemory.Fixture>
{
    public sealed class Fixture : Twins
    {
        private readonly MemoryDatabase _database = new(TimeProvider.System);

        protected override Task<IRecordDatabase?> OpenAsync(CancellationToken cancellationToken) => Task.FromResult<IRecordDatabase?>(_database);

        protected override ValueTask CloseAsync() => _database.DisposeAsync();
    }
}

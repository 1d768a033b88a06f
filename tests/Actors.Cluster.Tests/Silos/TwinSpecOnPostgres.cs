using Actors.Storage;
using Actors.Storage.Postgres;
using Actors.Tests.Support;

namespace Actors.Cluster.Tests.Silos;

public sealed class TwinSpecOnPostgres : TwinSpec, IClassFixture<TwinSpecOnPostgres.Fixture>
{
    public TwinSpecOnPostgres(Fixture twins) : base(twins)
    {
        if (twins.Clients.Count == 0) Assert.Skip(ServerBinaries.PostgresMissing);
    }

    public sealed class Fixture : Twins
    {
        private readonly List<PostgresDatabase> _databases = [];
        private PostgresServer? _server;

        protected override async Task<IRecordDatabase?> OpenAsync(CancellationToken cancellationToken)
        {
            _server ??= await PostgresServer.TryStartAsync(cancellationToken);
            if (_server is null) return null;
            var database = new PostgresDatabase(new PostgresStorageOptions { ConnectionString = _server.ConnectionString });
            _databases.Add(database);
            return database;
        }

        protected override async ValueTask CloseAsync()
        {
            foreach (var database in _databases) await database.DisposeAsync();
            if (_server is not null) await _server.DisposeAsync();
        }
    }
}

using Actors.Benchmarks.Locking;
using Actors.Tests.Support;
using Medallion.Threading.Postgres;

namespace Actors.Benchmarks.Peers;

/// <summary>DistributedLock.Postgres as it comes: session locks over multiplexed connections. Nothing is written.</summary>
internal sealed class PostgresLockSide(PostgresServer server, string database) : LockSide
{
    internal override string Name => "DistributedLock.Postgres";

    internal override IReadOnlyList<(string Name, ServerProcess Process)> Servers => [("PostgreSQL", server)];

    internal override Task<ILocker> BeginAsync() => Task.FromResult<ILocker>(new Locker(database));

    // The server is ours too, and stopped with it.
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Locker(string database) : ILocker
    {
        private readonly Dictionary<string, PostgresDistributedLock> _locks = [];

        public async Task<IAsyncDisposable> AcquireAsync(string name)
        {
            if (!_locks.TryGetValue(name, out var found))
            {
                _locks.Add(name, found = new PostgresDistributedLock(new PostgresAdvisoryLockKey(name, allowHashing: true), database));
            }

            return await found.AcquireAsync();
        }
    }
}

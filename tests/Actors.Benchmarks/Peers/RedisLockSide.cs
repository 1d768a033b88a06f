using Actors.Benchmarks.Locking;
using Actors.Tests.Support;
using Medallion.Threading.Redis;
using StackExchange.Redis;

namespace Actors.Benchmarks.Peers;

/// <summary>DistributedLock.Redis as it comes, over one Redis that flushes every write.</summary>
internal sealed class RedisLockSide : LockSide
{
    private readonly RedisServer _server;
    private readonly ConnectionMultiplexer _connection;

    private RedisLockSide(RedisServer server, ConnectionMultiplexer connection)
    {
        _server = server;
        _connection = connection;
    }

    internal override string Name => "DistributedLock.Redis";

    internal override IReadOnlyList<(string Name, ServerProcess Process)> Servers => [("Redis", _server)];

    internal static async Task<RedisLockSide> StartAsync(CancellationToken cancellationToken)
    {
        var server = await RedisServer.TryStartDurableAsync(cancellationToken) ?? throw new InvalidOperationException(ServerBinaries.RedisMissing);
        return new RedisLockSide(server, await ConnectionMultiplexer.ConnectAsync(server.ConnectionString));
    }

    internal override Task<ILocker> BeginAsync() => Task.FromResult<ILocker>(new Locker(_connection.GetDatabase()));

    public override async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _server.DisposeAsync();
    }

    private sealed class Locker(IDatabase database) : ILocker
    {
        private readonly Dictionary<string, RedisDistributedLock> _locks = [];

        public async Task<IAsyncDisposable> AcquireAsync(string name)
        {
            if (!_locks.TryGetValue(name, out var found)) _locks.Add(name, found = new RedisDistributedLock(name, database));
            return await found.AcquireAsync();
        }
    }
}

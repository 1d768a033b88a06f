using Actors.Benchmarks.Locking;
using Actors.Tests.Support;
using dotnet_etcd;
using Etcdserverpb;
using Google.Protobuf;
using Grpc.Core;
using V3Lockpb;

namespace Actors.Benchmarks.Peers;

/// <summary>etcd's own lock service through dotnet-etcd. Each caller keeps one lease for all its locks, which is the fastest way.</summary>
internal sealed class EtcdLockSide : LockSide
{
    // Longer than any run, so that nothing is spent on keeping it alive.
    private const long LeaseSeconds = 3600;

    private readonly EtcdServer _server;
    private readonly EtcdClient _client;

    private EtcdLockSide(EtcdServer server)
    {
        _server = server;
        _client = new EtcdClient(server.Url, configureChannelOptions: options => options.Credentials = ChannelCredentials.Insecure);
    }

    internal override string Name => "etcd";

    internal override IReadOnlyList<(string Name, ServerProcess Process)> Servers => [("etcd", _server)];

    internal static async Task<EtcdLockSide> StartAsync(CancellationToken cancellationToken)
        => new(await EtcdServer.TryStartAsync(cancellationToken) ?? throw new InvalidOperationException(ServerBinaries.EtcdMissing));

    internal override async Task<ILocker> BeginAsync()
        => new Locker(_client, (await _client.LeaseGrantAsync(new LeaseGrantRequest { TTL = LeaseSeconds })).ID);

    public override ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _server.DisposeAsync();
    }

    private sealed class Locker(EtcdClient client, long lease) : ILocker
    {
        public async Task<IAsyncDisposable> AcquireAsync(string name)
            => new Hold(client, await client.LockAsync(new LockRequest { Name = ByteString.CopyFromUtf8(name), Lease = lease }));

        // The revision of the store that the lock's key was made at: what etcd has for a token.
        public long? TokenOf(IAsyncDisposable hold) => ((Hold)hold).Revision;
    }

    private sealed class Hold(EtcdClient client, LockResponse answer) : IAsyncDisposable
    {
        internal long Revision => answer.Header.Revision;

        public async ValueTask DisposeAsync() => await client.UnlockAsync(new UnlockRequest { Key = answer.Key });
    }
}

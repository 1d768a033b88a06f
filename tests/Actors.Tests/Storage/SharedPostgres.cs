using Actors.Tests.Support;

[assembly: AssemblyFixture(typeof(Actors.Tests.Storage.SharedPostgres))]

namespace Actors.Tests.Storage;

/// <summary>One PostgreSQL for the whole run, started when a test first asks for it; every test has a database of its own.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer?>> _server = new(() => PostgresServer.TryStartAsync(CancellationToken.None));
    private int _databases;

    /// <summary>How to connect to a new, empty database. Skips the test where PostgreSQL is missing; fails it in CI.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var server = await _server.Value;
        Assert.SkipWhen(server is null, ServerBinaries.PostgresMissing);
        return await server.CreateDatabaseAsync($"test{Interlocked.Increment(ref _databases)}", cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated && await _server.Value is { } server) await server.DisposeAsync();
    }
}

using System.Globalization;
using Npgsql;

namespace Actors.Storage.Postgres;

/// <summary>The connections: a few long-lived ones for commits, a pool for reads.</summary>
internal sealed class PostgresSources : IAsyncDisposable
{
    // A statement over arrays must walk the rows in the arrays' order, row by row through an index: that keeps the order of
    // row locks, and a plan made while the table was small must do when it is large.
    private const string Plans =
        "-c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off -c random_page_cost=1 -c jit=off -c plan_cache_mode=force_generic_plan";

    // Everything in CommitPipeline is argued for read committed.
    private const string Transactions = "-c default_transaction_isolation=read\\ committed -c idle_in_transaction_session_timeout=30000";

    internal PostgresSources(PostgresStorageOptions options)
    {
        options.Check();
        var lockTimeout = options.LockTimeout.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        Commits = Build(options, options.Lanes, $"-c lock_timeout={lockTimeout}");
        Reads = Build(options, options.ReadConnectionsMax, "");
    }

    internal NpgsqlDataSource Commits { get; }

    internal NpgsqlDataSource Reads { get; }

    public async ValueTask DisposeAsync()
    {
        await Commits.DisposeAsync().ConfigureAwait(false);
        await Reads.DisposeAsync().ConfigureAwait(false);
    }

    private static NpgsqlDataSource Build(PostgresStorageOptions options, int connections, string more)
    {
        NpgsqlSlimDataSourceBuilder builder;
        try
        {
            builder = new NpgsqlSlimDataSourceBuilder(options.ConnectionString);
        }
        catch (ArgumentException exception)
        {
            throw new StorageSetupException($"The connection string of PostgreSQL cannot be read: {exception.Message}", exception);
        }

        var text = builder.ConnectionStringBuilder;
        text.Options = $"{text.Options} {Plans} {Transactions} {more}".Trim();
        text.ApplicationName ??= "actors";
        text.Pooling = true;
        text.MinPoolSize = 0;
        text.MaxPoolSize = connections;
        // The sessions are all alike and nobody else's; resetting them would only cost.
        text.NoResetOnClose = true;
        // A batch of hundreds of rows goes out in one piece: each one wakes the server.
        text.WriteBufferSize = 64 * 1024;
        text.CommandTimeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds);
        builder.EnableArrays();
        builder.EnableTransportSecurity();
        return builder.Build();
    }
}

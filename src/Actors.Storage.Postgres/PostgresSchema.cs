using System.Globalization;
using Npgsql;

namespace Actors.Storage.Postgres;

/// <summary>The tables, as a list of steps; meta's <c>schema</c> says how many of them the database has.</summary>
internal static class PostgresSchema
{
    private const long AdvisoryLock = 0x4163746F7273; // "Actors"

    // Columns that change with every write (version, state, updated_at) are in no index, and the fillfactor leaves room on
    // the page: so a hot write is heap-only. PostgreSQL compares indexed values, so assigning an equal one costs nothing.
    // Every further index is partial: none can pass for the primary key in a plan made while the table was tiny.
    private static readonly string[] Steps =
    [
        """
        create table actors.record (kind text collate "C" not null, key text collate "C" not null, slot smallint not null,
            version bigint not null, state text not null, status text not null, due_at timestamptz, tags text[] not null,
            updated_at timestamptz not null, primary key (kind, key)) with (fillfactor = 60);
        create index record_due on actors.record (slot, due_at) where due_at is not null;
        create index record_status on actors.record (kind, status, key) where status <> '';
        create index record_tags on actors.record using gin (tags) where tags <> '{}';
        create table actors.event (txid xid8 not null default pg_current_xact_id(), position bigint generated always as identity,
            kind text collate "C" not null, key text collate "C" not null, version bigint not null, type text not null,
            data text not null, at timestamptz not null default now(), primary key (txid, position));
        create table actors.receipt (id uuid primary key, body_hash uuid not null, reply text not null, expires_at timestamptz not null);
        create index receipt_expiry on actors.receipt using brin (expires_at);
        create table actors.slot_floor (kind text collate "C" not null, slot smallint not null, floor bigint not null default 0,
            primary key (kind, slot)) with (fillfactor = 60);
        insert into actors.meta values ('feed_floor', '0.0');
        """,
        FenceFunction.Create,
        // A state of a few kilobytes stays in its row as it is: compressing it costs several times what writing it does.
        "alter table actors.record set (toast_tuple_target = 8160);",
    ];

    internal static async Task MigrateAsync(
        NpgsqlConnection connection, SlotRange slots, PostgresStorageOptions options, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // Held until the commit: of several nodes that start at once, one migrates and the others find it done.
            await ExecuteAsync(connection, $"select pg_advisory_xact_lock({AdvisoryLock})", cancellationToken).ConfigureAwait(false);
            await StepAsync(connection, cancellationToken).ConfigureAwait(false);
            await PinAsync(connection, "slot_hash", Slots.HashVersion.ToString(CultureInfo.InvariantCulture), cancellationToken).ConfigureAwait(false);
            await PinAsync(connection, "slots", slots.ToString(), cancellationToken).ConfigureAwait(false);
            if (options.ClusterId is { } cluster) await PinClusterAsync(connection, cluster, options.AllowOtherCluster, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task StepAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Looked for first, so that a node needs no right to create once the schema is there.
        if (await ScalarAsync(connection, "select to_regclass('actors.meta')::text", cancellationToken).ConfigureAwait(false) is not string)
        {
            await ExecuteAsync(
                connection, "create schema if not exists actors; create table actors.meta (key text primary key, value text not null)", cancellationToken).ConfigureAwait(false);
        }

        var found = int.Parse(await MetaAsync(connection, "schema", cancellationToken).ConfigureAwait(false) ?? "0", CultureInfo.InvariantCulture);
        if (found > Steps.Length)
        {
            throw new StorageSetupException(
                $"The database '{connection.Database}' has schema version {found}, newer than the {Steps.Length} that this program knows. Run the newer program, or restore an older database.");
        }

        if (found == Steps.Length) return;
        foreach (var step in Steps.Skip(found)) await ExecuteAsync(connection, step, cancellationToken).ConfigureAwait(false);
        await SetMetaAsync(connection, "schema", Steps.Length.ToString(CultureInfo.InvariantCulture), cancellationToken).ConfigureAwait(false);
    }

    private static async Task PinAsync(NpgsqlConnection connection, string key, string value, CancellationToken cancellationToken)
    {
        var found = await MetaAsync(connection, key, cancellationToken).ConfigureAwait(false);
        if (found is null) await SetMetaAsync(connection, key, value, cancellationToken).ConfigureAwait(false);
        else if (found != value)
        {
            throw new StorageSetupException(
                $"The database '{connection.Database}' was set up with {key} {found} and cannot be used with {value}: its rows would be looked for elsewhere. "
                + "Configure the databases in the order and number they were set up with.");
        }
    }

    private static async Task PinClusterAsync(NpgsqlConnection connection, string cluster, bool takeOver, CancellationToken cancellationToken)
    {
        var found = await MetaAsync(connection, "cluster", cancellationToken).ConfigureAwait(false);
        if (found == cluster) return;
        if (found is not null && !takeOver)
        {
            throw new StorageSetupException(
                $"The database '{connection.Database}' belongs to the cluster '{found}', and this process is of the cluster '{cluster}'. Use that name (Actors:ClusterId), "
                + "or another database; to take this one over from a cluster that has ended set Actors:Storage:AllowOtherCluster (Actors__Storage__AllowOtherCluster) to true.");
        }

        await SetMetaAsync(connection, "cluster", cluster, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<string?> MetaAsync(NpgsqlConnection connection, string key, CancellationToken cancellationToken)
        => (string?)await ScalarAsync(connection, "select value from actors.meta where key = $1", cancellationToken, key).ConfigureAwait(false);

    private static Task<object?> SetMetaAsync(NpgsqlConnection connection, string key, string value, CancellationToken cancellationToken)
        => ScalarAsync(connection, "insert into actors.meta values ($1, $2) on conflict (key) do update set value = excluded.value", cancellationToken, key, value);

    private static Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
        => ScalarAsync(connection, sql, cancellationToken);

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params string[] arguments)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            foreach (var argument in arguments) command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = argument });
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}

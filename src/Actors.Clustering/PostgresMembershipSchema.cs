using Npgsql;

namespace Actors.Clustering;

/// <summary>
/// The membership table in PostgreSQL, in a schema of its own, and the queries that Orleans' provider for it (Microsoft.Orleans.Clustering.AdoNet)
/// reads from the table OrleansQuery and executes by their keys; the package brings none. What it calls a deployment is the cluster's id.
/// </summary>
/// <remarks>
/// Orleans' membership rests on one rule: a change is made to the version of the table that its author has read, or not at all. So every change is one
/// statement whose first part moves the version from that one to the next, and whose second part writes only if the first did. Two that
/// come at once meet at the version's row: the second waits for the first's commit, then reads the row again, finds another version, and
/// does nothing. As every change goes through that row, what else a statement saw before it (a silo's row that is there, or is not) holds
/// whenever the version still does.
/// </remarks>
internal static class PostgresMembershipSchema
{
    internal const string Name = "actors_membership";

    private const int Version = 1;
    private const long AdvisoryLock = 0x4D656D62657273; // "Members"

    private const string Tables = """
        create table cluster_version (deployment_id text primary key, version integer not null default 0);
        create table silo (deployment_id text not null references cluster_version, address text not null, port integer not null,
            generation integer not null, silo_name text not null, host_name text not null, status integer not null, proxy_port integer not null,
            suspect_times text, start_time timestamptz not null, i_am_alive_time timestamptz not null,
            primary key (deployment_id, address, port, generation));
        create table OrleansQuery (QueryKey text primary key, QueryText text not null);
        """;

    private const string IsSilo = "deployment_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation";

    private const string Read = """
        select silo.address as Address, silo.port as Port, silo.generation as Generation, silo.silo_name as SiloName, silo.host_name as HostName,
            silo.status as Status, silo.proxy_port as ProxyPort, silo.suspect_times as SuspectTimes, silo.start_time as StartTime,
            silo.i_am_alive_time as IAmAliveTime, cluster_version.version as Version
        from cluster_version left join silo on silo.deployment_id = cluster_version.deployment_id
        """;

    // 3 is SiloStatus.Active.
    private static readonly (string Key, string Text)[] Queries =
    [
        ("InsertMembershipVersionKey", """
            with added as (insert into cluster_version (deployment_id) values (@DeploymentId) on conflict do nothing returning 1)
            select exists (select from added)
            """),
        ("InsertMembershipKey", $"""
            with moved as (update cluster_version set version = version + 1 where deployment_id = @DeploymentId and version = @Version
                and not exists (select from silo where {IsSilo}) returning 1),
            added as (insert into silo select @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, null,
                @StartTime, @IAmAliveTime from moved returning 1)
            select exists (select from added)
            """),
        ("UpdateMembershipKey", $"""
            with moved as (update cluster_version set version = version + 1 where deployment_id = @DeploymentId and version = @Version
                and exists (select from silo where {IsSilo}) returning 1),
            changed as (update silo set status = @Status, suspect_times = @SuspectTimes, i_am_alive_time = @IAmAliveTime
                from moved where {IsSilo} returning 1)
            select exists (select from changed)
            """),
        ("UpdateIAmAlivetimeKey", $"update silo set i_am_alive_time = @IAmAliveTime where {IsSilo}"),
        ("MembershipReadRowKey", $"{Read} and address = @Address and port = @Port and generation = @Generation where cluster_version.deployment_id = @DeploymentId"),
        ("MembershipReadAllKey", $"{Read} where cluster_version.deployment_id = @DeploymentId"),
        ("GatewaysQueryKey", """
            select address as Address, proxy_port as ProxyPort, generation as Generation from silo
            where deployment_id = @DeploymentId and status = @Status and proxy_port > 0
            """),
        ("CleanupDefunctSiloEntriesKey", "delete from silo where deployment_id = @DeploymentId and i_am_alive_time < @IAmAliveTime and status <> 3"),
        ("DeleteMembershipTableEntriesKey", """
            delete from silo where deployment_id = @DeploymentId;
            delete from cluster_version where deployment_id = @DeploymentId
            """),
    ];

    internal static async Task MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // Held until the commit: of several silos that start at once, one makes the tables and the others find them.
            await ScalarAsync(connection, $"select pg_advisory_xact_lock({AdvisoryLock})", cancellationToken).ConfigureAwait(false);
            // Looked for first, so that a silo needs no right to create once the schema is there.
            var found = await ScalarAsync(connection, "select to_regclass('schema_version')::text", cancellationToken).ConfigureAwait(false) is string
                ? (int)(await ScalarAsync(connection, "select version from schema_version", cancellationToken).ConfigureAwait(false))!
                : 0;
            if (found > Version)
            {
                throw new ClusteringSetupException(
                    $"The database '{connection.Database}' has version {found} of the schema '{Name}', newer than the {Version} that this program knows. Run the newer program.");
            }

            if (found == 0) await CreateAsync(connection, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await ScalarAsync(
            connection, $"create schema if not exists {Name}; create table schema_version as select {Version} as version; {Tables}", cancellationToken).ConfigureAwait(false);
        foreach (var (key, text) in Queries)
        {
            await ScalarAsync(connection, "insert into OrleansQuery values ($1, $2)", cancellationToken, key, text).ConfigureAwait(false);
        }
    }

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

using Npgsql;

namespace Actors.Storage.Postgres;

/// <summary>What a server says of itself that decides whether state is safe there.</summary>
/// <param name="Version">Of the server.</param>
/// <param name="Encoding">Of the database.</param>
/// <param name="Replica">Whether it only follows another server.</param>
/// <param name="Off">Which of the settings that make a commit durable are off.</param>
/// <param name="Clock">How far its clock is ahead of this machine's.</param>
internal sealed record PostgresServerState(Version Version, string Encoding, bool Replica, IReadOnlyList<string> Off, TimeSpan Clock)
{
    // Nothing of ours reads a machine's clock where PostgreSQL keeps the state: leases run on monotonic clocks, due times and retention on the
    // server's. Orleans' membership does: votes that a silo is dead count for two minutes by the voters' own clocks, so two silos
    // that are each within a minute of the server understand each other.
    private static readonly TimeSpan ClockMax = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan ClockWarning = TimeSpan.FromSeconds(1);

    internal bool ClockIsOff => Clock.Duration() > ClockWarning;

    internal static async Task<PostgresServerState> ReadAsync(NpgsqlConnection connection, TimeProvider time, CancellationToken cancellationToken)
    {
        const string sql = """
            select pg_is_in_recovery(), current_setting('server_encoding'), clock_timestamp(),
                array (select name || ' ' || setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off' order by name)
            """;
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            var (asked, timestamp) = (time.GetUtcNow(), time.GetTimestamp());
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                var middle = asked + (time.GetElapsedTime(timestamp) / 2);
                return new PostgresServerState(
                    connection.PostgreSqlVersion,
                    reader.GetString(1),
                    reader.GetBoolean(0),
                    await reader.GetFieldValueAsync<string[]>(3, cancellationToken).ConfigureAwait(false),
                    await reader.GetFieldValueAsync<DateTimeOffset>(2, cancellationToken).ConfigureAwait(false) - middle);
            }
        }
    }

    /// <summary>Why it cannot be used at all.</summary>
    internal List<string> Faults()
    {
        var faults = new List<string>();
        if (Version.Major < 14) faults.Add($"is version {Version}; 14 or newer is needed");
        if (Encoding != "UTF8") faults.Add($"has the encoding {Encoding}; only UTF8 keeps every key. Create it with ENCODING 'UTF8' TEMPLATE template0");
        if (Replica) faults.Add("is a replica (pg_is_in_recovery), which takes no writes. Name the primary in the connection string");
        return faults;
    }

    /// <summary>Why it should not be used.</summary>
    internal List<string> Risks()
    {
        var risks = Off.Select(setting => $"has {setting}, so that it may lose what it acknowledged; allowed is on").ToList();
        if (Clock.Duration() > ClockMax)
        {
            risks.Add($"has a clock {Clock.Duration().TotalSeconds:0} s {(Clock > TimeSpan.Zero ? "ahead of" : "behind")} this machine's; allowed is {ClockMax.TotalSeconds:0} s. Set the clock that is wrong (NTP)");
        }

        return risks;
    }
}

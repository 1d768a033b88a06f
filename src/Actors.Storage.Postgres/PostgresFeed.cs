using System.Globalization;
using Npgsql;

namespace Actors.Storage.Postgres;

/// <summary>
/// The feed in commit order: by the writer's transaction number, up to the oldest transaction still open anywhere on the
/// server. So a transaction left open holds the feed up, for all readers, but never makes one skip.
/// </summary>
internal static class PostgresFeed
{
    private const int PurgeChunk = 1000;
    private const string Settled = "txid < pg_snapshot_xmin(pg_current_snapshot())";

    internal static Task<FeedPage> ReadAsync(NpgsqlDataSource source, FeedPosition after, FeedFilter filter, int limit, CancellationToken cancellationToken)
    {
        return PostgresReader.QueryAsync(
            source, ReadAsync, cancellationToken,
            Sql.Command(
                $"""
                select txid, position, kind, key, version, type, data, at from actors.event
                where (txid, position) > ($1, $2) and {Settled} order by txid, position limit $3
                """,
                Sql.Transaction(after.Transaction), Sql.Long(after.Row), Sql.Long(limit)),
            // After the events, so that what is purged meanwhile is told as gone and not passed over.
            Sql.Command("select value, pg_snapshot_xmax(pg_current_snapshot()) from actors.meta where key = 'feed_floor'"));

        async Task<FeedPage> ReadAsync(NpgsqlDataReader reader)
        {
            var events = new List<StoredEvent>();
            var next = after;
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                next = Position(reader);
                var key = RecordKey.Create(reader.GetString(2), reader.GetString(3));
                if (filter.Matches(key)) events.Add(Event(reader, next, key));
            }

            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var gone = after < Parse(reader.GetString(0)) || (ulong)after.Transaction >= reader.GetFieldValue<ulong>(1);
            return gone ? new FeedPage([], after, Gone: true) : new FeedPage(events, next, Gone: false);
        }
    }

    /// <summary>
    /// The last event that no open transaction can precede. Not a bare transaction number: those that have left no trace are
    /// given out again after a crash of the server.
    /// </summary>
    internal static Task<FeedPosition> EndAsync(NpgsqlDataSource source, CancellationToken cancellationToken) => PostgresReader.QueryAsync(
        source,
        async reader =>
        {
            var last = await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? Position(reader) : default;
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var floor = Parse(reader.GetString(0));
            return last > floor ? last : floor;
        },
        cancellationToken,
        Sql.Command($"select txid, position from actors.event where {Settled} order by txid desc, position desc limit 1"),
        Sql.Command("select value from actors.meta where key = 'feed_floor'"));

    /// <summary>Removes one chunk of old events; answers whether there may be more.</summary>
    internal static async Task<bool> PurgeAsync(NpgsqlDataSource source, TimeSpan retention, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        // One purger at a time, whichever node it is on: the floor only rises.
        var floor = (await PositionsAsync(connection, Sql.Command(
            "select split_part(value, '.', 1)::xid8, split_part(value, '.', 2)::bigint from actors.meta where key = 'feed_floor' for update"), cancellationToken).ConfigureAwait(false))[0];
        var purged = await PositionsAsync(connection, Sql.Command(
            $"""
            with oldest as materialized (select txid, position, at from actors.event where {Settled} order by txid, position limit {PurgeChunk})
            delete from actors.event e using oldest o
            where e.txid = o.txid and e.position = o.position and o.at < now() - $1 * interval '1 microsecond' returning e.txid, e.position
            """,
            Sql.Long(retention.Ticks / TimeSpan.TicksPerMicrosecond)), cancellationToken).ConfigureAwait(false);
        if (purged.Count > 0 && purged.Max() > floor)
        {
            await PositionsAsync(connection, Sql.Command("update actors.meta set value = $1 where key = 'feed_floor'", Sql.Text(Format(purged.Max()))), cancellationToken).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return purged.Count == PurgeChunk;
    }

    private static async Task<List<FeedPosition>> PositionsAsync(NpgsqlConnection connection, NpgsqlBatchCommand command, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch { BatchCommands = { command } };
        await using var disposing = batch.ConfigureAwait(false);
        var reader = await Sql.RunAsync(connection, batch, cancellationToken).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        var positions = new List<FeedPosition>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) positions.Add(Position(reader));
        return positions;
    }

    private static StoredEvent Event(NpgsqlDataReader reader, FeedPosition position, RecordKey key) => new()
    {
        Position = position,
        Key = key,
        Version = reader.GetInt64(4),
        Type = reader.GetString(5),
        Data = reader.GetString(6),
        At = reader.GetFieldValue<DateTimeOffset>(7),
    };

    private static FeedPosition Position(NpgsqlDataReader reader) => new((long)reader.GetFieldValue<ulong>(0), reader.GetInt64(1));

    private static string Format(FeedPosition position) => string.Create(CultureInfo.InvariantCulture, $"{position.Transaction}.{position.Row}");

    private static FeedPosition Parse(string text)
    {
        var parts = text.Split('.');
        return new FeedPosition(long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}

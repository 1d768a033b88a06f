using Npgsql;

namespace Actors.Storage.Postgres;

/// <summary>The reads of single rows and of due times.</summary>
internal static class PostgresReader
{
    internal static async Task<T> QueryAsync<T>(
        NpgsqlDataSource source, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancellationToken, params NpgsqlBatchCommand[] commands)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var batch = new NpgsqlBatch();
            await using (batch.ConfigureAwait(false))
            {
                foreach (var command in commands) batch.BatchCommands.Add(command);
                var reader = await Sql.RunAsync(connection, batch, cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false)) return await read(reader).ConfigureAwait(false);
            }
        }
    }

    internal static Task<RecordSnapshot[]> ReadAsync(NpgsqlDataSource source, IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
    {
        return QueryAsync(source, ReadAsync, cancellationToken, Sql.Command(
            """
            select i.ord, f.floor, now(), r.version, r.state, r.status, r.due_at, r.tags, r.updated_at
            from unnest($1, $2, $3) with ordinality as i (kind, key, slot, ord)
            left join lateral (select * from actors.record r where r.kind = i.kind and r.key = i.key limit 1) r on true
            left join lateral (select * from actors.slot_floor f where r.kind is null and f.kind = i.kind and f.slot = i.slot limit 1) f on true
            """,
            Sql.Texts([.. keys.Select(key => key.Kind)]), Sql.Texts([.. keys.Select(key => key.Key)]), Sql.Shorts([.. keys.Select(key => key.Slot)])));

        async Task<RecordSnapshot[]> ReadAsync(NpgsqlDataReader reader)
        {
            var snapshots = new RecordSnapshot[keys.Count];
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var place = (int)reader.GetInt64(0) - 1;
                var now = reader.GetFieldValue<DateTimeOffset>(2);
                snapshots[place] = reader.IsDBNull(3)
                    ? new RecordSnapshot(null, reader.IsDBNull(1) ? 0 : reader.GetInt64(1), now)
                    : new RecordSnapshot(Record(reader, 3, keys[place]), 0, now);
            }

            return snapshots;
        }
    }

    internal static Task<ReceiptSnapshot> ReadReceiptAsync(NpgsqlDataSource source, RecordKey key, string requestId, CancellationToken cancellationToken)
        => QueryAsync(
            source,
            async reader =>
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                var receipt = reader.IsDBNull(0) ? null : new StoredReceipt(requestId, reader.GetGuid(0), reader.GetString(1));
                return new ReceiptSnapshot(receipt, reader.IsDBNull(2) ? 0 : reader.GetInt64(2));
            },
            cancellationToken,
            Sql.Command(
                """
                select x.body_hash, x.reply, r.version from (values (1)) as one
                left join actors.receipt x on x.id = any ($1) and x.expires_at > now()
                left join actors.record r on r.kind = $2 and r.key = $3
                """,
                Sql.Ids([ReceiptId.Of(key, requestId)]), Sql.Text(key.Kind), Sql.Text(key.Key)));

    // Slot by slot, so that only what is due is read, however much is not.
    internal static Task<IReadOnlyList<DueRecord>> ScanDueAsync(NpgsqlDataSource source, SlotRange slots, int limit, CancellationToken cancellationToken)
        => QueryAsync<IReadOnlyList<DueRecord>>(
            source,
            async reader =>
            {
                var due = new List<DueRecord>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    due.Add(new DueRecord(RecordKey.Create(reader.GetString(0), reader.GetString(1)), reader.GetFieldValue<DateTimeOffset>(2)));
                }

                return due;
            },
            cancellationToken,
            Sql.Command(
                """
                select d.kind, d.key, d.due_at from unnest($1) as s (slot) cross join lateral (
                    select r.kind, r.key, r.due_at from actors.record r
                    where r.slot = s.slot and r.due_at is not null and r.due_at <= now() order by r.due_at limit $2) d
                order by d.due_at limit $2
                """,
                Sql.Shorts([.. Enumerable.Range(slots.First, slots.Last - slots.First + 1).Select(slot => (short)slot)]), Sql.Long(limit)));

    /// <summary>Reads the columns version, state, status, due_at, tags, updated_at, the first at <paramref name="from"/>.</summary>
    internal static StoredRecord Record(NpgsqlDataReader reader, int from, RecordKey key) => new()
    {
        Key = key,
        Version = reader.GetInt64(from),
        State = reader.GetString(from + 1),
        Status = reader.GetString(from + 2),
        DueAt = reader.IsDBNull(from + 3) ? null : reader.GetFieldValue<DateTimeOffset>(from + 3),
        Tags = [.. reader.GetFieldValue<string[]>(from + 4)],
        UpdatedAt = reader.GetFieldValue<DateTimeOffset>(from + 5),
    };
}

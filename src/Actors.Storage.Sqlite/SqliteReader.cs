using System.Globalization;

namespace Actors.Storage.Sqlite;

/// <summary>The reads of single rows and of due times.</summary>
internal static class SqliteReader
{
    internal const string Columns = "r.kind, r.key, r.version, r.state, r.status, r.due_at, r.tags, r.updated_at";

    internal static IReadOnlyList<RecordSnapshot> Read(SqliteSession session, IReadOnlyList<RecordKey> keys, DateTimeOffset now)
        => session.Snapshot(() =>
        {
            var snapshots = new RecordSnapshot[keys.Count];
            for (var i = 0; i < snapshots.Length; i++) snapshots[i] = Read(session, keys[i], now);
            return snapshots;
        });

    internal static ReceiptSnapshot ReadReceipt(SqliteSession session, RecordKey key, string requestId, DateTimeOffset now)
        => session.Snapshot(() => new ReceiptSnapshot(
            Receipt(session, key, requestId, now),
            (long?)session.Scalar("select version from record where kind = $1 and key = $2", key.Kind, key.Key) ?? 0));

    internal static StoredReceipt? Receipt(SqliteSession session, RecordKey key, string requestId, DateTimeOffset now)
    {
        using var row = session.Query(
            "select body_hash, reply from receipt where id = $1 and expires_at > $2", SqliteValues.ReceiptBytes(key, requestId), SqliteValues.Micros(now));
        return row.Read() ? new StoredReceipt(requestId, new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true), row.GetString(1)) : null;
    }

    internal static long Floor(SqliteSession session, RecordKey key)
        => (long?)session.Scalar("select floor from slot_floor where kind = $1 and slot = $2", key.Kind, key.Slot) ?? 0;

    internal static IReadOnlyList<DueRecord> ScanDue(SqliteSession session, SlotRange slots, int limit, DateTimeOffset now)
    {
        var due = new List<DueRecord>();
        using var row = session.Query(
            "select kind, key, due_at from record where due_at is not null and due_at <= $1 and slot between $2 and $3 order by due_at limit $4",
            SqliteValues.Micros(now), slots.First, slots.Last, limit);
        while (row.Read()) due.Add(new DueRecord(RecordKey.Create(row.GetString(0), row.GetString(1)), SqliteValues.Instant(row.GetInt64(2))));
        return due;
    }

    internal static FeedPosition FeedEnd(SqliteSession session)
        => new(0, (long?)session.Scalar("select seq from sqlite_sequence where name = 'event'") ?? 0);

    internal static FeedPage ReadFeed(SqliteSession session, FeedPosition after, FeedFilter filter, int limit) => session.Snapshot(() =>
    {
        var floor = long.Parse(SqliteSchema.Meta(session, "feed_floor")!, CultureInfo.InvariantCulture);
        if (after.Row < floor || after > FeedEnd(session)) return new FeedPage([], after, Gone: true);
        var events = new List<StoredEvent>();
        var next = after;
        using var row = session.Query(
            "select position, kind, key, version, type, data, at from event where position > $1 order by position limit $2", after.Row, limit);
        while (row.Read())
        {
            next = new FeedPosition(0, row.GetInt64(0));
            var key = RecordKey.Create(row.GetString(1), row.GetString(2));
            if (!filter.Matches(key)) continue;
            events.Add(new StoredEvent
            {
                Position = next,
                Key = key,
                Version = row.GetInt64(3),
                Type = row.GetString(4),
                Data = row.GetString(5),
                At = SqliteValues.Instant(row.GetInt64(6)),
            });
        }

        return new FeedPage(events, next, Gone: false);
    });

    private static RecordSnapshot Read(SqliteSession session, RecordKey key, DateTimeOffset now)
    {
        using var row = session.Query($"select {Columns} from record r where kind = $1 and key = $2", key.Kind, key.Key);
        return row.Read() ? new RecordSnapshot(SqliteValues.Record(row), 0, now) : new RecordSnapshot(null, Floor(session, key), now);
    }
}

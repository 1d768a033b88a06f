using System.Globalization;

namespace Actors.Storage.Sqlite;

/// <summary>The writes. One transaction per batch, one flush; within it each unit is checked on its own.</summary>
internal static class SqliteWriter
{
    private const int PurgeChunk = 1000;

    internal static IReadOnlyList<UnitResult> Commit(SqliteSession session, IReadOnlyList<RecordUnit> units, DateTimeOffset now)
        => session.Transaction(() =>
        {
            var results = new UnitResult[units.Count];
            for (var i = 0; i < results.Length; i++) results[i] = Commit(session, units[i], now);
            return results;
        });

    /// <summary>One small transaction of receipts; answers whether there may be more.</summary>
    internal static bool PurgeReceipts(SqliteSession session, DateTimeOffset now) => session.Transaction(() => session.Execute(
        "delete from receipt where id in (select id from receipt where expires_at <= $1 limit $2)", SqliteValues.Micros(now), PurgeChunk)) == PurgeChunk;

    /// <summary>One small transaction of events, the oldest first; answers whether there may be more.</summary>
    internal static bool PurgeEvents(SqliteSession session, DateTimeOffset before) => session.Transaction(() =>
    {
        var last = session.Scalar(
            "select max(position) from (select position, at from event order by position limit $1) where at < $2", PurgeChunk, SqliteValues.Micros(before));
        if (last is not long position) return false;
        // The clock may have been set back meanwhile: rows up to the last old one go, so that the floor has none below it.
        var deleted = session.Execute("delete from event where position <= $1", position);
        SqliteSchema.SetMeta(session, "feed_floor", position.ToString(CultureInfo.InvariantCulture));
        return deleted == PurgeChunk;
    });

    private static UnitResult Commit(SqliteSession session, RecordUnit unit, DateTimeOffset now)
    {
        foreach (var receipt in unit.Receipts)
        {
            if (SqliteReader.Receipt(session, unit.Key, receipt.RequestId, now) is not null) return UnitResult.ReceiptExists;
        }

        var written = unit.Action switch
        {
            UnitAction.Insert => Insert(session, unit, now),
            UnitAction.Update => Update(session, unit, now),
            UnitAction.Delete => Delete(session, unit),
            _ => throw new ArgumentOutOfRangeException(nameof(unit), unit.Action, "No such action."),
        };
        if (!written) return UnitResult.Conflict;
        Attach(session, unit, now);
        return UnitResult.Committed;
    }

    private static bool Insert(SqliteSession session, RecordUnit unit, DateTimeOffset now)
    {
        if (SqliteReader.Floor(session, unit.Key) > unit.ExpectedVersion) return false;
        return session.Execute(
            "insert into record (kind, key, slot, version, state, status, tags, due_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
            unit.Key.Kind, unit.Key.Key, unit.Key.Slot, unit.NewVersion, unit.State, unit.Status, SqliteValues.Tags(unit.Tags), Due(unit, now), SqliteValues.Micros(now)) == 1;
    }

    private static bool Update(SqliteSession session, RecordUnit unit, DateTimeOffset now)
    {
        var micros = SqliteValues.Micros(now);
        if (unit.KeepsFacets && !unit.Due.Changes) return session.UpdateState(unit, micros);
        var tags = SqliteValues.Tags(unit.Tags);
        // SQLite rewrites the index of every column that is assigned, changed or not. So most writes are tried without them.
        if (!unit.Due.Changes && session.Execute(
            "update record set version = $1, state = $2, updated_at = $3 where kind = $4 and key = $5 and version = $6 and status = $7 and tags = $8",
            unit.NewVersion, unit.State, micros, unit.Key.Kind, unit.Key.Key, unit.ExpectedVersion, unit.Status, tags) == 1)
        {
            return true;
        }

        return session.Execute(
            "update record set version = $1, state = $2, updated_at = $3, status = $7, tags = $8, due_at = case $9 when 1 then $10 else due_at end where kind = $4 and key = $5 and version = $6",
            unit.NewVersion, unit.State, micros, unit.Key.Kind, unit.Key.Key, unit.ExpectedVersion, unit.Status, tags, unit.Due.Changes ? 1 : 0, Due(unit, now)) == 1;
    }

    private static bool Delete(SqliteSession session, RecordUnit unit)
    {
        if (session.Execute("delete from record where kind = $1 and key = $2 and version = $3", unit.Key.Kind, unit.Key.Key, unit.ExpectedVersion) == 0) return false;
        session.Execute(
            "insert into slot_floor values ($1, $2, $3) on conflict (kind, slot) do update set floor = max(floor, excluded.floor)",
            unit.Key.Kind, unit.Key.Slot, unit.NewVersion);
        return true;
    }

    private static void Attach(SqliteSession session, RecordUnit unit, DateTimeOffset now)
    {
        foreach (var item in unit.Events)
        {
            session.Execute(
                "insert into event (kind, key, version, type, data, at) values ($1, $2, $3, $4, $5, $6)",
                unit.Key.Kind, unit.Key.Key, unit.NewVersion, item.Type, item.Data, SqliteValues.Micros(now));
        }

        foreach (var receipt in unit.Receipts)
        {
            // What is replaced here has expired: a receipt still valid has refused the unit.
            session.Execute(
                "insert or replace into receipt (id, body_hash, reply, expires_at) values ($1, $2, $3, $4)",
                SqliteValues.ReceiptBytes(unit.Key, receipt.RequestId), SqliteValues.Bytes(receipt.BodyHash), receipt.Reply, SqliteValues.Micros(now + receipt.Retention));
        }
    }

    private static long? Due(RecordUnit unit, DateTimeOffset now) => unit.Due.After is { } after ? SqliteValues.Micros(now + after) : null;
}

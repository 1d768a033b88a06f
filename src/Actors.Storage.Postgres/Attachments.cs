using Npgsql;

namespace Actors.Storage.Postgres;

/// <summary>
/// The events and receipts of the units that were written, and of no others. An insert cannot return a unit's place in its
/// batch, so they find the row that this transaction has just written.
/// </summary>
internal static class Attachments
{
    /// <summary>
    /// True of a row <c>r</c> that this transaction has written. A row's writer is kept in 32 bits, which return after four
    /// billion transactions; the instant, common to a transaction, tells those apart.
    /// </summary>
    internal const string ByThisTransaction = "r.xmin = pg_current_xact_id()::xid and r.updated_at = now()";

    // A subquery and not a join, so that each row is looked up by its key whatever size the table had when this was planned.
    private const string Written =
        "(select true from actors.record r where r.kind = i.kind and r.key = i.key and r.version = i.version and " + ByThisTransaction + ")";

    internal static NpgsqlBatchCommand Events((RecordUnit Unit, NewEvent Item)[] events) => Sql.Command(
        $"""
        insert into actors.event (kind, key, version, type, data)
        select i.kind, i.key, i.version, i.type, i.data
        from unnest($1, $2, $3, $4, $5) with ordinality as i (kind, key, version, type, data, ord) where {Written}
        order by i.ord
        """,
        Sql.Texts([.. events.Select(item => item.Unit.Key.Kind)]), Sql.Texts([.. events.Select(item => item.Unit.Key.Key)]),
        Sql.Longs([.. events.Select(item => item.Unit.NewVersion)]),
        Sql.Texts([.. events.Select(item => item.Item.Type)]), Sql.Texts([.. events.Select(item => item.Item.Data)]));

    internal static NpgsqlBatchCommand Receipts((RecordUnit Unit, NewReceipt Item)[] receipts) => Sql.Command(
        $"""
        insert into actors.receipt (id, body_hash, reply, expires_at)
        select i.id, i.body_hash, i.reply, now() + i.retention * interval '1 microsecond'
        from unnest($1, $2, $3, $4, $5, $6, $7) with ordinality as i (kind, key, version, id, body_hash, reply, retention, ord)
        where {Written}
        order by i.ord
        """,
        Sql.Texts([.. receipts.Select(item => item.Unit.Key.Kind)]), Sql.Texts([.. receipts.Select(item => item.Unit.Key.Key)]),
        Sql.Longs([.. receipts.Select(item => item.Unit.NewVersion)]), Ids(receipts),
        Sql.Ids([.. receipts.Select(item => item.Item.BodyHash)]), Sql.Texts([.. receipts.Select(item => item.Item.Reply)]),
        Sql.Longs([.. receipts.Select(item => item.Item.Retention.Ticks / TimeSpan.TicksPerMicrosecond)]));

    internal static NpgsqlBatchCommand DropExpired((RecordUnit Unit, NewReceipt Item)[] receipts)
        => Sql.Command("delete from actors.receipt where id = any ($1) and expires_at <= now()", Ids(receipts));

    private static NpgsqlParameter Ids((RecordUnit Unit, NewReceipt Item)[] receipts)
        => Sql.Ids([.. receipts.Select(item => ReceiptId.Of(item.Unit.Key, item.Item.RequestId))]);
}

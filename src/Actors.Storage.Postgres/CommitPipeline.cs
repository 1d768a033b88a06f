using System.Globalization;
using Npgsql;

namespace Actors.Storage.Postgres;

/// <summary>
/// One batch as a pipeline of statements, sent together: one round trip, one transaction, and each statement with a snapshot
/// of its own (read committed). A batch of plain updates is a single statement.
/// <para>
/// Locks are taken in one order by everybody, so two batches never wait for each other in a circle: (1) slot floors, sorted;
/// (2) rows, in the batch's order; (3) keys being inserted, in the batch's order; receipts belong to rows already taken.
/// </para>
/// <para>
/// No stale floor: a delete holds its floors alone from (1) to its commit, an insert holds them shared. So an insert that
/// waits for a delete looks at the floor in a statement that starts after the delete has committed, and sees it raised; and
/// a delete that waits for an insert removes the row, if at all, after that insert has found the key taken.
/// </para>
/// <para>
/// An event's transaction number follows commit order per key: whoever expects version v has read it, so his transaction
/// began, and got its number, after the one that wrote v had ended.
/// </para>
/// </summary>
internal sealed class CommitPipeline
{
    private readonly IReadOnlyList<RecordUnit> _units;
    private readonly List<int> _writes;
    private readonly List<int> _inserts = [];
    private readonly List<int> _deletes = [];
    private readonly bool _hot = true;
    private readonly bool _attaches;
    private readonly bool _dropExpired;

    /// <param name="units">All units of the batch.</param>
    /// <param name="pending">Which of them to send, ascending.</param>
    /// <param name="dropExpired">
    /// Removes expired receipts first. Not done at once, as an id is seldom used again: an old receipt in the way makes the
    /// batch fail as a whole, and it is then sent again with this.
    /// </param>
    internal CommitPipeline(IReadOnlyList<RecordUnit> units, IReadOnlyList<int> pending, bool dropExpired)
    {
        _units = units;
        _writes = new List<int>(pending.Count);
        foreach (var place in pending)
        {
            var unit = units[place];
            (unit.Action == UnitAction.Insert ? _inserts : _writes).Add(place);
            if (unit.Action == UnitAction.Delete) _deletes.Add(place);
            _hot &= unit.Action == UnitAction.Insert || IsHot(unit);
            _attaches |= !unit.Events.IsEmpty || !unit.Receipts.IsEmpty;
        }

        _dropExpired = dropExpired;
    }

    private bool LocksFloors => _inserts.Count + _deletes.Count > 0;

    /// <summary>Sends the batch; answers which units, by their place among all, were written.</summary>
    internal bool[] Run(NpgsqlConnection connection)
    {
        using var batch = new NpgsqlBatch();
        Compose(batch.BatchCommands);
        using var reader = Sql.Run(connection, batch);
        return Read(reader);
    }

    private void Compose(NpgsqlBatchCommandCollection commands)
    {
        if (LocksFloors) commands.Add(LockFloors());
        if (_writes.Count > 0) commands.Add(_hot ? WriteHot() : Write());
        if (_inserts.Count > 0) commands.Add(Insert());
        if (_attaches) Attach(commands);
        if (_deletes.Count > 0) commands.Add(Delete());
    }

    private void Attach(NpgsqlBatchCommandCollection commands)
    {
        int[] ordered = [.. _writes, .. _inserts];
        var events = ordered.SelectMany(i => _units[i].Events.Select(item => (Unit: _units[i], Item: item))).ToArray();
        if (events.Length > 0) commands.Add(Attachments.Events(events));
        var receipts = ordered.SelectMany(i => _units[i].Receipts.Select(item => (Unit: _units[i], Item: item))).ToArray();
        if (receipts.Length > 0 && _dropExpired) commands.Add(Attachments.DropExpired(receipts));
        if (receipts.Length > 0) commands.Add(Attachments.Receipts(receipts));
    }

    private bool[] Read(NpgsqlDataReader reader)
    {
        var written = new bool[_units.Count];
        if (LocksFloors) reader.NextResult();
        if (_writes.Count > 0)
        {
            while (reader.Read()) written[_writes[(int)reader.GetInt64(0) - 1]] = true;
            reader.NextResult();
        }

        if (_inserts.Count > 0)
        {
            var places = _inserts.ToDictionary(i => (_units[i].Key.Kind, _units[i].Key.Key));
            while (reader.Read()) written[places[(reader.GetString(0), reader.GetString(1))]] = true;
        }

        // An error of a later statement is only met by reading on.
        while (reader.NextResult()) { }
        return written;
    }

    private NpgsqlBatchCommand LockFloors()
    {
        var floors = _inserts.Concat(_deletes).Select(i => (_units[i].Key.Kind, _units[i].Key.Slot)).Distinct().ToArray();
        return Sql.Command(
            $"""
            select from unnest($1, $2) as i (kind, slot) join actors.slot_floor f on f.kind = i.kind and f.slot = i.slot
            order by f.kind, f.slot for {(_deletes.Count > 0 ? "update" : "share")} of f
            """,
            Sql.Texts([.. floors.Select(floor => floor.Kind)]), Sql.Shorts([.. floors.Select(floor => floor.Slot)]));
    }

    private static bool IsHot(RecordUnit unit)
        => unit.Action == UnitAction.Update && unit.KeepsFacets && !unit.Due.Changes && unit.Receipts.IsEmpty;

    // Nothing but states: half the columns to send, to read and to store.
    private NpgsqlBatchCommand WriteHot() => Sql.Command(
        $"""
        update actors.record r set version = i.version, updated_at = now(), state = i.state
        from unnest($1, $2, $3, $4, $5) with ordinality as i (kind, key, expected, version, state, ord)
        where {SameRow} and r.version = i.expected
        returning i.ord
        """,
        [.. IdentityColumns(_writes), Sql.Texts([.. _writes.Select(i => _units[i].State)])]);

    // A delete only marks its row here, with the version it ends at. So it takes its place among the row locks, its events
    // and receipts find a row to hang on, and the last statement removes what this one has marked.
    private NpgsqlBatchCommand Write()
    {
        var deletes = _deletes.Count > 0;
        var command = Sql.Command(
            $"""
            update actors.record r set version = i.version, updated_at = now(),
                state = {Keeping("state", "i.state")}, status = {Keeping("status", "i.status")}, tags = {Keeping("tags", "i.tags::text[]")},
                due_at = {Keeping("due_at", $"case i.due when {Due.Keep} then r.due_at else {Due.Instant} end")}
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9{(deletes ? ", $10" : "")}) with ordinality
                as i (kind, key, expected, version, state, status, tags, due, receipts{(deletes ? ", deletes" : "")}, ord)
            where {SameRow} and r.version = i.expected and {NoReceipt}
            returning i.ord
            """,
            Columns(_writes));
        if (deletes) command.Parameters.Add(Sql.Flags([.. _writes.Select(i => _units[i].Action == UnitAction.Delete)]));
        return command;

        string Keeping(string column, string value) => deletes ? $"case when i.deletes then r.{column} else {value} end" : value;
    }

    private NpgsqlBatchCommand Insert()
    {
        var command = Sql.Command(
            $$"""
            insert into actors.record (kind, key, slot, version, state, status, tags, due_at, updated_at)
            select i.kind, i.key, i.slot, i.version, i.state, i.status, i.tags::text[], {{Due.Instant}}, now()
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) with ordinality
                as i (kind, key, expected, version, state, status, tags, due, receipts, slot, ord)
            where (select f.floor from actors.slot_floor f where f.kind = i.kind and f.slot = i.slot) <= i.expected and {{NoReceipt}}
            order by i.ord
            on conflict (kind, key) do nothing
            returning kind, key
            """,
            Columns(_inserts));
        command.Parameters.Add(Sql.Shorts([.. _inserts.Select(i => _units[i].Key.Slot)]));
        return command;
    }

    private NpgsqlBatchCommand Delete() => Sql.Command(
        $"""
        with gone as (
            delete from actors.record r
            using unnest($1, $2, $3) as i (kind, key, version)
            where {SameRow} and r.version = i.version and {Attachments.ByThisTransaction} returning r.kind, r.slot, r.version),
        floors as (select kind, slot, max(version) as floor from gone group by kind, slot)
        update actors.slot_floor f set floor = g.floor from floors g where f.kind = g.kind and f.slot = g.slot and f.floor < g.floor
        """,
        Sql.Texts([.. _deletes.Select(i => _units[i].Key.Kind)]), Sql.Texts([.. _deletes.Select(i => _units[i].Key.Key)]),
        Sql.Longs([.. _deletes.Select(i => _units[i].NewVersion)]));

    private const string NoReceipt =
        "(i.receipts is null or not exists (select from actors.receipt x where x.id = any (i.receipts::uuid[]) and x.expires_at > now()))";

    // A plain equality of the kinds would let the planner walk the primary key and look for each row among the units, which is
    // right while the table is tiny, and then stay with that plan while it grows. "= any" has an index look-up per unit and
    // nothing else, which also keeps the batch's order.
    private const string SameRow = "r.kind = any (array[i.kind]) and r.key = i.key";

    private NpgsqlParameter[] IdentityColumns(List<int> places)
    {
        var count = places.Count;
        string[] kinds = new string[count], keys = new string[count];
        long[] expected = new long[count], versions = new long[count];
        for (var n = 0; n < count; n++)
        {
            var unit = _units[places[n]];
            (kinds[n], keys[n], expected[n], versions[n]) = (unit.Key.Kind, unit.Key.Key, unit.ExpectedVersion, unit.NewVersion);
        }

        return [Sql.Texts(kinds), Sql.Texts(keys), Sql.Longs(expected), Sql.Longs(versions)];
    }

    private NpgsqlParameter[] Columns(List<int> places)
    {
        var count = places.Count;
        string[] states = new string[count], statuses = new string[count], tags = new string[count];
        var due = new long[count];
        var receipts = new string?[count];
        for (var n = 0; n < count; n++)
        {
            var unit = _units[places[n]];
            (states[n], statuses[n], tags[n], due[n]) = (unit.State, unit.Status, TextArray.Of(unit.Tags), Due.Of(unit.Due));
            receipts[n] = unit.Receipts.IsEmpty ? null : $"{{{string.Join(',', unit.Receipts.Select(receipt => ReceiptId.Of(unit.Key, receipt.RequestId)))}}}";
        }

        return [.. IdentityColumns(places), Sql.Texts(states), Sql.Texts(statuses), Sql.Texts(tags), Sql.Longs(due), Sql.Texts(receipts)];
    }

    /// <summary>A due change as one number: microseconds from now, or one of two that are none.</summary>
    private static class Due
    {
        internal const string Keep = "-1";
        internal const string Instant = "case when i.due >= 0 then now() + i.due * interval '1 microsecond' end";
        private const long Never = -2;

        internal static long Of(DueChange change)
            => !change.Changes ? long.Parse(Keep, CultureInfo.InvariantCulture) : change.After is { } after ? after.Ticks / TimeSpan.TicksPerMicrosecond : Never;
    }
}

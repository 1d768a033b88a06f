using Npgsql;

namespace Actors.Storage.Postgres;

/// <summary>A batch under way: what has become of each unit so far, and which are still to be sent.</summary>
internal sealed class Attempt(IReadOnlyList<RecordUnit> units, NpgsqlConnection connection)
{
    private readonly UnitResult[] _results = new UnitResult[units.Count];
    private readonly Dictionary<int, Exception> _errors = [];

    internal IReadOnlyList<RecordUnit> Units => units;

    internal List<int> Pending { get; } = [.. Enumerable.Range(0, units.Count)];

    internal IReadOnlyList<UnitResult> Results => _results;

    internal IReadOnlyDictionary<int, Exception> Errors => _errors;

    internal void Send(bool dropExpired)
    {
        if (Pending.Count > 0) Send(Pending, dropExpired);
    }

    internal void SendOne(int place) => Send([place], dropExpired: true);

    internal void Settle(int place, UnitResult result)
    {
        _results[place] = result;
        Pending.Remove(place);
    }

    internal void Fail(int place, Exception exception)
    {
        _errors[place] = exception;
        Pending.Remove(place);
    }

    /// <summary>Which pending units' rows another transaction holds locked at this moment.</summary>
    internal HashSet<int> FindHeld()
    {
        const string rows = "select i.ord from unnest($1, $2) with ordinality as i (kind, key, ord) join actors.record r on r.kind = i.kind and r.key = i.key";
        var places = Pending.ToArray();
        using var batch = new NpgsqlBatch();
        batch.BatchCommands.Add(Sql.Command(rows, Keys()));
        batch.BatchCommands.Add(Sql.Command(rows + " for no key update of r skip locked", Keys()));
        using var reader = Sql.Run(connection, batch);
        var held = new HashSet<int>();
        while (reader.Read()) held.Add(places[reader.GetInt64(0) - 1]);
        reader.NextResult();
        while (reader.Read()) held.Remove(places[reader.GetInt64(0) - 1]);
        return held;

        NpgsqlParameter[] Keys() => [Sql.Texts([.. places.Select(i => units[i].Key.Kind)]), Sql.Texts([.. places.Select(i => units[i].Key.Key)])];
    }

    /// <summary>Tells the units that met a receipt from those that met another version.</summary>
    internal void FindReceipts()
    {
        var owners = Enumerable.Range(0, units.Count).Where(i => _results[i] == UnitResult.Conflict)
            .SelectMany(i => units[i].Receipts.Select(receipt => (Id: ReceiptId.Of(units[i].Key, receipt.RequestId), Place: i)))
            .ToDictionary(owner => owner.Id, owner => owner.Place);
        if (owners.Count == 0) return;
        using var batch = new NpgsqlBatch();
        batch.BatchCommands.Add(Sql.Command("select id from actors.receipt where id = any ($1) and expires_at > now()", Sql.Ids([.. owners.Keys])));
        using var reader = Sql.Run(connection, batch);
        while (reader.Read()) _results[owners[reader.GetGuid(0)]] = UnitResult.ReceiptExists;
    }

    private void Send(List<int> places, bool dropExpired)
    {
        var written = new CommitPipeline(units, places, dropExpired).Run(connection);
        foreach (var place in places) _results[place] = written[place] ? UnitResult.Committed : UnitResult.Conflict;
        if (places.Count == Pending.Count) Pending.Clear();
        else foreach (var place in places) Pending.Remove(place);
    }
}

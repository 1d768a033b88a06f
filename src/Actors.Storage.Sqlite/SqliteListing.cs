using System.Text;

namespace Actors.Storage.Sqlite;

/// <summary>
/// Listings: the text of the query follows from which conditions there are. A tag is looked up in its own table, whose order
/// is the listing's, so a page costs what it shows.
/// </summary>
internal sealed class SqliteListing
{
    private readonly StringBuilder _where = new();
    private readonly List<object?> _arguments = [];
    private readonly string _from;
    private readonly string _key;

    internal SqliteListing(RecordQuery query)
    {
        _key = query.Tag is null ? "r" : "t";
        _from = query.Tag is null ? "record r" : "record_tag t cross join record r on r.kind = t.kind and r.key = t.key";
        if (query.Tag is { } tag) And($"t.tag = {Argument(tag)}");
        if (query.KindIsPrefix) Prefix("kind", query.Kind);
        else And($"{_key}.kind = {Argument(query.Kind)}");
        Prefix("key", query.KeyPrefix);
        if (query.Status is { } status) And($"r.status = {Argument(status)}");
    }

    internal static IReadOnlyList<StoredRecord> List(SqliteSession session, RecordQuery query)
    {
        var listing = new SqliteListing(query);
        if (query.After is { } after) listing.After(after);
        var sql = $"select {SqliteReader.Columns} from {listing._from} where {listing._where} order by {listing._key}.kind, {listing._key}.key limit {listing.Argument(query.Limit)}";
        var records = new List<StoredRecord>();
        using var row = session.Query(sql, [.. listing._arguments]);
        while (row.Read()) records.Add(SqliteValues.Record(row));
        return records;
    }

    internal static long Count(SqliteSession session, RecordQuery query)
    {
        var listing = new SqliteListing(query);
        return (long)session.Scalar($"select count(*) from {listing._from} where {listing._where}", [.. listing._arguments])!;
    }

    private void After(RecordKey after) => And($"({_key}.kind, {_key}.key) > ({Argument(after.Kind)}, {Argument(after.Key)})");

    private void Prefix(string column, string prefix)
    {
        if (prefix.Length == 0) return;
        And($"{_key}.{column} >= {Argument(prefix)}");
        if (TextPrefix.EndOf(prefix) is { } end) And($"{_key}.{column} < {Argument(end)}");
    }

    private void And(string condition) => _where.Append(_where.Length > 0 ? " and " : "").Append(condition);

    private string Argument(object value)
    {
        _arguments.Add(value);
        return $"${_arguments.Count}";
    }
}

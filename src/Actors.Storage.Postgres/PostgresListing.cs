using System.Text;
using Npgsql;

namespace Actors.Storage.Postgres;

/// <summary>Listings: the text of the query follows from which conditions there are.</summary>
internal sealed class PostgresListing
{
    private readonly StringBuilder _where = new();
    private readonly List<NpgsqlParameter> _parameters = [];

    private PostgresListing(RecordQuery query)
    {
        if (query.KindIsPrefix) Prefix("kind", query.Kind);
        else And($"kind = {Text(query.Kind)}");
        Prefix("key", query.KeyPrefix);
        // The indexes leave out rows without a status or tags, and are only used by a query that says the same.
        if (query.Status is { } status) And($"status = {Text(status)}");
        if (query.Status is { Length: > 0 }) And("status <> ''");
        if (query.Tag is { } tag) And($"tags <> '{{}}' and tags @> array[{Text(tag)}]");
    }

    internal static Task<IReadOnlyList<StoredRecord>> ListAsync(NpgsqlDataSource source, RecordQuery query, CancellationToken cancellationToken)
    {
        var listing = new PostgresListing(query);
        if (query.After is { } after) listing.And($"(kind, key) > ({listing.Text(after.Kind)}, {listing.Text(after.Key)})");
        var sql = $"select kind, key, version, state, status, due_at, tags, updated_at from actors.record where {listing._where} order by kind, key limit {listing.Number(query.Limit)}";
        return PostgresReader.QueryAsync<IReadOnlyList<StoredRecord>>(
            source,
            async reader =>
            {
                var records = new List<StoredRecord>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    records.Add(PostgresReader.Record(reader, 2, RecordKey.Create(reader.GetString(0), reader.GetString(1))));
                }

                return records;
            },
            cancellationToken,
            Sql.Command(sql, [.. listing._parameters]));
    }

    internal static Task<long> CountAsync(NpgsqlDataSource source, RecordQuery query, CancellationToken cancellationToken)
    {
        var listing = new PostgresListing(query);
        return PostgresReader.QueryAsync(
            source,
            async reader =>
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return reader.GetInt64(0);
            },
            cancellationToken,
            Sql.Command($"select count(*) from actors.record where {listing._where}", [.. listing._parameters]));
    }

    private void Prefix(string column, string prefix)
    {
        if (prefix.Length == 0) return;
        And($"{column} >= {Text(prefix)}");
        if (TextPrefix.EndOf(prefix) is { } end) And($"{column} < {Text(end)}");
    }

    private void And(string condition) => _where.Append(_where.Length > 0 ? " and " : "").Append(condition);

    private string Number(long value)
    {
        _parameters.Add(Sql.Long(value));
        return $"${_parameters.Count}";
    }

    private string Text(string value)
    {
        _parameters.Add(Sql.Text(value));
        return $"${_parameters.Count}";
    }
}

using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Actors.Storage.Sqlite;

/// <summary>How values lie in the file: instants as microseconds since 1970, tags as a JSON array, ids as 16 bytes.</summary>
internal static class SqliteValues
{
    internal static long Micros(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    internal static DateTimeOffset Instant(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    internal static string Tags(ImmutableArray<string> tags) => tags.IsEmpty ? "[]" : JsonSerializer.Serialize(tags.AsEnumerable());

    internal static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    internal static byte[] ReceiptBytes(RecordKey key, string requestId) => Bytes(ReceiptId.Of(key, requestId));

    /// <summary>Reads the columns kind, key, version, state, status, due_at, tags, updated_at.</summary>
    internal static StoredRecord Record(SqliteDataReader row) => new()
    {
        Key = RecordKey.Create(row.GetString(0), row.GetString(1)),
        Version = row.GetInt64(2),
        State = row.GetString(3),
        Status = row.GetString(4),
        DueAt = row.IsDBNull(5) ? null : Instant(row.GetInt64(5)),
        Tags = row.GetString(6) is var tags && tags == "[]" ? [] : [.. JsonSerializer.Deserialize<string[]>(tags)!],
        UpdatedAt = Instant(row.GetInt64(7)),
    };
}

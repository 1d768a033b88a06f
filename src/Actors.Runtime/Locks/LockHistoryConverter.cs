using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Actors.Locks;

/// <summary>
/// The history as an array of arrays: lease id, owner, token, acquired in microseconds since 1970, held for in microseconds, how
/// it ended, and the reason if there is one. It is written with every grant and release, so its names would be most of a lock's
/// row, and PostgreSQL would spend more time on compressing them than on the write.
/// </summary>
internal sealed class LockHistoryConverter : JsonConverter<ImmutableArray<EndedLease>>
{
    public override ImmutableArray<EndedLease> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var history = ImmutableArray.CreateBuilder<EndedLease>(LockState.HistoryMax);
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("A lock's history is an array.");
        while (Next(ref reader).TokenType == JsonTokenType.StartArray) history.Add(ReadOne(ref reader));
        if (reader.TokenType != JsonTokenType.EndArray) throw new JsonException("A line of a lock's history is an array.");
        return history.DrainToImmutable();
    }

    public override void Write(Utf8JsonWriter writer, ImmutableArray<EndedLease> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var ended in value)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(ended.LeaseId);
            writer.WriteStringValue(ended.Owner);
            writer.WriteNumberValue(ended.FencingToken);
            writer.WriteNumberValue((ended.AcquiredAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
            writer.WriteNumberValue((ended.EndedAt - ended.AcquiredAt).Ticks / TimeSpan.TicksPerMicrosecond);
            writer.WriteNumberValue((int)ended.How);
            if (ended.Reason is { } reason) writer.WriteStringValue(reason);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static EndedLease ReadOne(ref Utf8JsonReader reader)
    {
        var id = Next(ref reader).GetString()!;
        var owner = Next(ref reader).GetString()!;
        var token = Next(ref reader).GetInt64();
        var acquired = DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(Next(ref reader).GetInt64());
        var held = TimeSpan.FromMicroseconds(Next(ref reader).GetInt64());
        var how = (LockEnd)Next(ref reader).GetInt32();
        var reason = Next(ref reader).TokenType == JsonTokenType.String ? reader.GetString() : null;

        // What a newer version has added is passed over.
        while (reader.TokenType != JsonTokenType.EndArray) Next(ref reader).Skip();
        return new EndedLease
        {
            LeaseId = id,
            Owner = owner,
            FencingToken = token,
            AcquiredAt = acquired,
            EndedAt = acquired + held,
            How = how,
            Reason = reason,
        };
    }

    private static ref Utf8JsonReader Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read()) throw new JsonException("A lock's history ends early.");
        return ref reader;
    }
}

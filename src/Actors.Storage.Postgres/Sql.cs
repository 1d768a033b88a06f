using Npgsql;
using NpgsqlTypes;

namespace Actors.Storage.Postgres;

/// <summary>Statements with positional parameters $1, $2, ... whose types are told, as preparing them needs.</summary>
internal static class Sql
{
    internal static NpgsqlBatchCommand Command(string text, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    internal static NpgsqlParameter Texts(string?[] values) => Array(values, NpgsqlDbType.Text);

    internal static NpgsqlParameter Longs(long[] values) => Array(values, NpgsqlDbType.Bigint);

    internal static NpgsqlParameter Shorts(short[] values) => Array(values, NpgsqlDbType.Smallint);

    internal static NpgsqlParameter Ids(Guid[] values) => Array(values, NpgsqlDbType.Uuid);

    internal static NpgsqlParameter Flags(bool[] values) => Array(values, NpgsqlDbType.Boolean);

    internal static NpgsqlParameter Text(string value) => Value(value, NpgsqlDbType.Text);

    internal static NpgsqlParameter Long(long value) => Value(value, NpgsqlDbType.Bigint);

    internal static NpgsqlParameter Transaction(long value) => Value((ulong)value, NpgsqlDbType.Xid8);

    /// <summary>Runs the commands in one round trip and, as there is one sync at its end, in one transaction.</summary>
    internal static NpgsqlDataReader Run(NpgsqlConnection connection, NpgsqlBatch batch)
    {
        batch.Connection = connection;
        // Costs a round trip only the first time a connection meets a statement.
        batch.Prepare();
        return batch.ExecuteReader();
    }

    /// <summary>As <see cref="Run"/>, holding no thread meanwhile.</summary>
    internal static async Task<NpgsqlDataReader> RunAsync(NpgsqlConnection connection, NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        batch.Connection = connection;
        await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
    }

    private static NpgsqlParameter<T[]> Array<T>(T[] values, NpgsqlDbType type) => Value(values, NpgsqlDbType.Array | type);

    private static NpgsqlParameter<T> Value<T>(T value, NpgsqlDbType type) => new() { TypedValue = value, NpgsqlDbType = type };
}

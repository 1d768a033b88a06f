using Npgsql;

namespace Actors.Storage.Postgres;

/// <summary>What a failure to use a database means.</summary>
internal static class PostgresFaults
{
    /// <summary>How messages begin.</summary>
    internal static string Place(NpgsqlConnectionStringBuilder to) => $"PostgreSQL at {to.Host}:{to.Port}, database '{to.Database}',";

    /// <summary>Not there, starting, stopping, or out of connections.</summary>
    internal static bool MayPass(NpgsqlException exception)
        => exception is not PostgresException refused || refused.SqlState is ['5', '7', 'P', ..] or PostgresErrorCodes.TooManyConnections or ['0', '8', ..];

    /// <summary>What to do about it.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="schema">The schema that the user may have to make.</param>
    internal static string Advice(NpgsqlException exception, string schema) => (exception as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword => "The password is wrong or has expired (VALID UNTIL). Mend it in the connection string, or give the user a new one.",
        PostgresErrorCodes.InvalidAuthorizationSpecification => "Check that the user exists and that pg_hba.conf lets it in from this machine.",
        PostgresErrorCodes.InvalidCatalogName => "Create the database with ENCODING 'UTF8', or name another one.",
        PostgresErrorCodes.InsufficientPrivilege => $"Let the user create the schema '{schema}', or have its owner start once.",
        PostgresErrorCodes.DiskFull => "The server's disk is full. Make room on it.",
        _ => $"Check that the server is up, that the database exists, and that the user may connect and create the schema '{schema}'.",
    };
}

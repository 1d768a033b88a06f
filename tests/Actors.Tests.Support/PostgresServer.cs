using Npgsql;

namespace Actors.Tests.Support;

/// <summary>A PostgreSQL of our own on a free loopback port, durable as in production. Its superuser "postgres" needs no password.</summary>
public sealed class PostgresServer : ServerProcess
{
    private readonly string _programs;

    private PostgresServer(string programs, ServerPlace place) : base("postgres", place) => _programs = programs;

    public string ConnectionString => For("postgres");

    private string Data => Path.Combine(Folder, "data");

    /// <summary>Starts one; null when the programs are missing (say <see cref="ServerBinaries.PostgresMissing"/> and skip).</summary>
    public static Task<PostgresServer?> TryStartAsync(CancellationToken cancellationToken) => TryStartAsync(ServerPlace.Loopback, cancellationToken);

    /// <summary>Starts one on another host.</summary>
    public static async Task<PostgresServer?> TryStartAsync(ServerPlace place, CancellationToken cancellationToken)
    {
        if (ServerBinaries.FindPostgres() is not { } programs) return null;
        var server = new PostgresServer(programs, place);
        try
        {
            await server.CreateAsync(cancellationToken);
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates an empty database and returns how to connect to it.</summary>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        await ExecuteAsync($"create database \"{name}\"", cancellationToken);
        return For(name);
    }

    /// <summary>Executes a statement as the superuser.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The first column of the first row in a database, as text.</summary>
    public async Task<string> ScalarAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(For(database) + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return $"{await command.ExecuteScalarAsync(cancellationToken)}";
    }

    /// <summary>From now on this user is asked for a password; the superuser is not.</summary>
    public async Task AskForPasswordAsync(string user, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Data, "pg_hba.conf");
        await File.WriteAllTextAsync(file, $"host all {user} 127.0.0.1/32 scram-sha-256\n{await File.ReadAllTextAsync(file, cancellationToken)}", cancellationToken);
        await ExecuteAsync("select pg_reload_conf()", cancellationToken);
    }

    /// <summary>Restarts as a replica that has nothing more to follow: it answers, and takes no writes.</summary>
    public async Task BecomeReplicaAsync(CancellationToken cancellationToken)
    {
        await StopAsync(cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Data, "standby.signal"), "", cancellationToken);
        await StartAsync(cancellationToken);
    }

    protected override IReadOnlyList<string> Command() => AsServerUser(
    [
        Path.Combine(_programs, "postgres"), "-D", Data, "-p", $"{Port}", "-c", $"listen_addresses={Place.Address}", "-c", "unix_socket_directories=",
        "-c", "max_connections=200",
    ]);

    protected override async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        if (Environment.IsPrivilegedProcess) await RunToEndAsync(["chown", $"{ServerUser()}", Folder], cancellationToken);
        // "-N" skips the flush of the new files only; the server itself flushes.
        await RunToEndAsync(
            AsServerUser([Path.Combine(_programs, "initdb"), "-N", "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"]), cancellationToken);

        // initdb lets in callers of this host only.
        if (Place != ServerPlace.Loopback) await File.AppendAllTextAsync(Path.Combine(Data, "pg_hba.conf"), "host all all samenet trust\n", cancellationToken);
    }

    private string For(string database) => $"Host={Place.Address};Port={Port};Username=postgres;Database={database}";

    // PostgreSQL refuses to run as root, as which containers run their tests.
    private static IReadOnlyList<string> AsServerUser(IReadOnlyList<string> command) => Environment.IsPrivilegedProcess
        ? ["setpriv", $"--reuid={ServerUser()}", $"--regid={ServerUser()}", "--clear-groups", .. command]
        : command;

    private static int ServerUser()
    {
        const int nobody = 65534;
        var entry = File.ReadLines("/etc/passwd").FirstOrDefault(line => line.StartsWith("postgres:", StringComparison.Ordinal));
        return entry is null ? nobody : int.Parse(entry.Split(':')[2], System.Globalization.CultureInfo.InvariantCulture);
    }
}

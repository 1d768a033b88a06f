using Npgsql;

namespace Actors.Tests.Support;

/// <summary>A PostgreSQL of our own on a free loopback port, durable as in production. Its superuser "postgres" needs no password.</summary>
public sealed class PostgresServer : ServerProcess
{
    private readonly string _programs;

    private PostgresServer(string programs) : base("postgres") => _programs = programs;

    public string ConnectionString => For("postgres");

    private string Data => Path.Combine(Folder, "data");

    /// <summary>Starts one; null when the programs are missing (say <see cref="ServerBinaries.PostgresMissing"/> and skip).</summary>
    public static async Task<PostgresServer?> TryStartAsync(CancellationToken cancellationToken)
    {
        if (ServerBinaries.FindPostgres() is not { } programs) return null;
        var server = new PostgresServer(programs);
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
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"create database \"{name}\"", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return For(name);
    }

    protected override IReadOnlyList<string> Command() => AsServerUser(
    [
        Path.Combine(_programs, "postgres"), "-D", Data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
        "-c", "max_connections=100", "-c", "fsync=on",
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
    }

    private string For(string database) => $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database}";

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

using Microsoft.Extensions.Logging;
using Npgsql;

namespace Actors.Storage.Postgres;

/// <summary>The first use of a database: waits for its server, refuses an unsafe one, and brings the schema up to date.</summary>
/// <param name="source">Where it is.</param>
/// <param name="rules">What is waited for and put up with.</param>
/// <param name="time">Measures the waiting.</param>
/// <param name="logger">Is told what is put up with.</param>
internal sealed partial class PostgresStart(NpgsqlDataSource source, PostgresStartRules rules, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private string Place { get; } = PostgresFaults.Place(new NpgsqlConnectionStringBuilder(source.ConnectionString));

    /// <param name="migrate">Brings the schema up to date. It is done again when the connection is lost, and so must be one transaction.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    internal async Task RunAsync(Func<NpgsqlConnection, CancellationToken, Task> migrate, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    await CheckAsync(connection, cancellationToken).ConfigureAwait(false);
                    await migrate(connection, cancellationToken).ConfigureAwait(false);
                    return;
                }
            }
            catch (NpgsqlException exception)
            {
                var waits = PostgresFaults.MayPass(exception) && time.GetElapsedTime(started) < rules.StartTimeout;
                if (!waits) throw new StorageSetupException($"{Place} cannot be used: {exception.Message} {PostgresFaults.Advice(exception, rules.Schema)}", exception);
                if (attempt == 0) LogWaiting(logger, Place, rules.StartTimeout, exception.Message);
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CheckAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var server = await PostgresServerState.ReadAsync(connection, time, cancellationToken).ConfigureAwait(false);
        if (server.Faults() is { Count: > 0 } faults) throw new StorageSetupException(Lines(faults, "."));
        if (server.ClockIsOff) LogClock(logger, Place, server.Clock);
        if (server.Risks() is not { Count: > 0 } risks) return;
        if (!rules.AllowUnsafe)
        {
            throw new StorageSetupException(
                Lines(risks, $". To use it all the same set {rules.Section}:AllowUnsafe ({rules.Section.Replace(":", "__", StringComparison.Ordinal)}__AllowUnsafe) to true."));
        }

        foreach (var risk in risks) LogUnsafe(logger, Place, risk, rules.Section);
    }

    private string Lines(List<string> faults, string end) => string.Join('\n', faults.Select(fault => $"{Place} {fault}{end}"));

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Place} cannot be reached yet: {Fault} The start waits for it for {Timeout}.")]
    private static partial void LogWaiting(ILogger logger, string place, TimeSpan timeout, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Place} {Risk}. It is used all the same, as {Section}:AllowUnsafe says.")]
    private static partial void LogUnsafe(ILogger logger, string place, string risk, string section);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Place} has another time than this machine, by {Difference}. Let both follow one clock (NTP).")]
    private static partial void LogClock(ILogger logger, string place, TimeSpan difference);
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Clustering;

/// <summary>
/// Ends a silo whose membership table was lost, so that its supervisor starts it again and all silos meet in the new table. Orleans
/// goes on with the members that it remembers: seen, a silo started after the loss is a second cluster for ever, and the first can no longer
/// declare a dead silo dead. The end is at once, as by kill -9: what that may do to state is nothing, and tested most.
/// </summary>
internal sealed partial class MembershipWatch(
    [FromKeyedServices(CallersMembershipTable.Provider)] IMembershipTable table, ISiloStatusOracle silo, TimeProvider time, ILogger<MembershipWatch> logger)
    : BackgroundService
{
    /// <summary>The exit code of a silo that has to be started again.</summary>
    internal const int StartAgain = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly MembershipMemory _memory = new();
    private readonly SiloCount _count = new(time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            if (silo.CurrentStatus != SiloStatus.Active || await ReadAsync(stoppingToken).ConfigureAwait(false) is not { } data) continue;
            var active = data.Members.Count(member => member.Item1.Status == SiloStatus.Active);
            if (_count.IsFewForLong(active)) LogFew(logger, active, SiloCount.Advised);
            var loss = _memory.Look(data.Version.Version, data.TryGet(silo.SiloAddress) is not null);
            if (loss is not null && silo.CurrentStatus == SiloStatus.Active) End(loss);
        }
    }

    private async Task<MembershipTableData?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await table.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisFaults.IsMissing(exception) || PostgresMembership.IsMissing(exception))
        {
            // The table is not there at all: so it is from its loss until a silo that starts makes it anew.
            return new MembershipTableData(new TableVersion(0, "0"));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A table that cannot be read is not lost: the members go on as they know each other, and Orleans warns.
            LogUnreadable(logger, exception);
            return null;
        }
    }

    private void End(string loss)
    {
        LogLost(logger, loss);
        // The log is written by another thread, which may not get to it any more.
        Console.Error.WriteLine($"The membership table was lost: {loss}. This silo ends, to be started again and to join the new table.");
        Environment.Exit(StartAgain);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The membership table was lost: {Loss}. This silo ends, to be started again and to join the new table.")]
    private static partial void LogLost(ILogger logger, string loss);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The cluster has {Active} active silos; {Advised} or more are advised, so that one alone can neither stop the service nor declare another dead.")]
    private static partial void LogFew(ILogger logger, int active, int advised);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The membership table cannot be read.")]
    private static partial void LogUnreadable(ILogger logger, Exception exception);
}

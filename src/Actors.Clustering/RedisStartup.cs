using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Actors.Clustering;

/// <summary>Before a silo joins: waits for Redis, and refuses one that may forget who is a member.</summary>
internal sealed partial class RedisStartup(IOptions<ClusteringOptions> options, TimeProvider time, ILogger<RedisStartup> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly ConfigurationOptions _redis = Configure(options.Value.Redis!);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var redis = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await using (redis.ConfigureAwait(false)) await CheckAsync(redis).ConfigureAwait(false);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<ConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await ConnectionMultiplexer.ConnectAsync(_redis).WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (RedisConnectionException exception)
            {
                if (RedisFaults.Explain(exception, Place) is { } definite) throw new ClusteringSetupException(definite, exception);
                if (time.GetElapsedTime(started) >= options.Value.StartTimeout)
                {
                    throw new ClusteringSetupException(
                        $"Redis at {Place} cannot be reached (waited {options.Value.StartTimeout.TotalSeconds:0} s, Actors:Clustering:StartTimeout). "
                        + "Check that it is up, and ConnectionStrings:actors-redis.", exception);
                }

                if (attempt == 0) LogWaiting(logger, Place, options.Value.StartTimeout);
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CheckAsync(ConnectionMultiplexer redis)
    {
        var servers = redis.GetServers().Where(server => server.IsConnected).ToList();
        if (!servers.Exists(server => !server.IsReplica))
        {
            throw new ClusteringSetupException(
                $"Redis at {Place} is a replica, which takes no writes. Set ConnectionStrings:actors-redis (ConnectionStrings__actors-redis) to the primary.");
        }

        var faults = new List<string>();
        foreach (var server in servers.Where(server => !server.IsReplica)) faults.AddRange(await FaultsAsync(server).ConfigureAwait(false));
        if (faults.Count == 0) return;
        if (options.Value.AllowUnsafe)
        {
            foreach (var fault in faults) LogUnsafe(logger, Place, fault);
            return;
        }

        throw new ClusteringSetupException(string.Join('\n', faults.Select(fault =>
            $"Redis at {Place} is not safe for membership: {fault}. To use it all the same set Actors:Clustering:AllowUnsafe (Actors__Clustering__AllowUnsafe) to true.")));
    }

    private static async Task<List<string>> FaultsAsync(IServer server)
    {
        try
        {
            var info = await server.InfoAsync().ConfigureAwait(false);
            return RedisState.Faults(info.SelectMany(section => section).DistinctBy(line => line.Key).ToDictionary());
        }
        catch (RedisServerException exception)
        {
            return [$"it does not tell its state ({exception.Message}); allow its user INFO"];
        }
    }

    private string Place => string.Join(", ", _redis.EndPoints.Select(RedisFaults.Text));

    private static ConfigurationOptions Configure(string redis)
    {
        var options = ConfigurationOptions.Parse(redis);
        // One try each, and its failure told: the waiting is done here.
        options.AbortOnConnectFail = true;
        options.ConnectRetry = 1;
        // The client counts INFO, which only reads, among the commands of an administrator.
        options.AllowAdmin = true;
        return options;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis at {Place} cannot be reached yet. The start waits for it for {Timeout}.")]
    private static partial void LogWaiting(ILogger logger, string place, TimeSpan timeout);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis at {Place} is not safe for membership: {Fault}. It is used all the same, as Actors:Clustering:AllowUnsafe says.")]
    private static partial void LogUnsafe(ILogger logger, string place, string fault);
}

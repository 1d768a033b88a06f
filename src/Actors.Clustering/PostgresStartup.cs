using Actors.Storage;
using Actors.Storage.Postgres;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Actors.Clustering;

/// <summary>Before a silo joins: waits for PostgreSQL, refuses one that may forget who is a member, and makes the membership table.</summary>
internal sealed class PostgresStartup(PostgresMembership membership, IOptions<ClusteringOptions> options, TimeProvider time, ILogger<PostgresStartup> logger)
    : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var rules = new PostgresStartRules("Actors:Clustering", PostgresMembershipSchema.Name, options.Value.StartTimeout, options.Value.AllowUnsafe);
        try
        {
            await new PostgresStart(membership.Source, rules, time, logger).RunAsync(PostgresMembershipSchema.MigrateAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageSetupException exception)
        {
            throw new ClusteringSetupException(exception.Message, exception);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

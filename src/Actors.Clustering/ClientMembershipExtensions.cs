using Actors.Clustering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Orleans.Hosting;

/// <summary>Joins an Orleans client to its cluster.</summary>
public static class ClientMembershipExtensions
{
    /// <summary>Sets the cluster's name and where its silos are listed. A client that starts before its silos waits for them.</summary>
    /// <param name="client">The client.</param>
    /// <param name="clustering">The cluster's settings.</param>
    public static IClientBuilder UseActorsMembership(this IClientBuilder client, ClusteringOptions clustering)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(clustering);
        client.Services.TryAddSingleton(TimeProvider.System);
        client.Configure<ClusterOptions>(options =>
        {
            options.ClusterId = clustering.ClusterId;
            options.ServiceId = "actors";
        });
        switch (clustering.Provider)
        {
            case ClusteringProvider.Redis when clustering.Redis is { } redis:
                client.UseRedisClustering(options => options.ConfigurationOptions = ConfigurationOptions.Parse(redis));
                client.UseConnectionRetryFilter<RedisRetryFilter>();
                break;
            case ClusteringProvider.Postgres:
                client.Services.AddSingleton<PostgresMembership>();
                client.UseAdoNetClustering(options => options.Configure<PostgresMembership>((bound, membership) =>
                {
                    bound.Invariant = PostgresMembership.Invariant;
                    bound.DataSource = membership.Source;
                }));
                client.UseConnectionRetryFilter<PostgresRetryFilter>();
                break;
            default:
                // The settings' own check refuses to start, and says why; Orleans only needs something to build on.
                client.UseLocalhostClustering();
                break;
        }

        return client;
    }

    /// <summary>Waits for whatever may come yet: the process is alive, and not ready. What waiting does not mend ends it.</summary>
    private abstract class KeepTrying(TimeProvider time) : IClientConnectionRetryFilter
    {
        public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
        {
            if (Explain(exception) is { } definite) throw new ClusteringSetupException(definite, exception);
            await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellationToken).ConfigureAwait(false);
            return true;
        }

        protected abstract string? Explain(Exception exception);
    }

    private sealed class RedisRetryFilter(IOptions<ClusteringOptions> options, TimeProvider time) : KeepTrying(time)
    {
        protected override string? Explain(Exception exception)
            => RedisFaults.Explain(exception, string.Join(", ", ConfigurationOptions.Parse(options.Value.Redis!).EndPoints.Select(RedisFaults.Text)));
    }

    private sealed class PostgresRetryFilter(PostgresMembership membership, TimeProvider time) : KeepTrying(time)
    {
        protected override string? Explain(Exception exception) => membership.Explain(exception);
    }
}

using Actors.Calls;
using Actors.Leaders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds work that one process of many does.</summary>
public static class LeaderServiceExtensions
{
    /// <summary>
    /// Runs <typeparamref name="TService"/> while this process leads <paramref name="role"/>: campaigns for ever, starts it when
    /// elected, cancels it when asked to yield and in time before the term can no longer be trusted, and resigns only after it has
    /// stopped. When the host stops the role is handed over at once. Needs <c>AddActorsClient</c>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="role">1 to 512 bytes of UTF-8 without controls and '/'.</param>
    /// <param name="configure">Changes how this process campaigns.</param>
    /// <exception cref="ArgumentException">The role's name or the options cannot be used.</exception>
    public static IServiceCollection AddLeaderService<TService>(
        this IServiceCollection services, string role, Action<LeaderServiceOptions>? configure = null)
        where TService : class, ILeaderService
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new LeaderServiceOptions();
        configure?.Invoke(options);
        Check(role, options);
        return services.AddSingleton<IHostedService>(provider =>
        {
            var time = provider.GetRequiredService<TimeProvider>();
            return new LeaderServiceHost<TService>(
                role,
                options,
                new Leaders(provider.GetRequiredService<GrainCalls>(), time),
                provider.GetRequiredService<IServiceScopeFactory>(),
                time,
                provider.GetRequiredService<ILogger<LeaderServiceHost<TService>>>());
        });
    }

    private static void Check(string role, LeaderServiceOptions options)
    {
        var refusal = LeaderRules.RefuseRole(role) ?? LeaderRules.Refuse(options.Campaign.For(options.Candidate)) ?? options.Campaign.Refuse();
        if (refusal is not null) throw new ArgumentException(refusal.Detail);
        if (options.Pause < TimeSpan.Zero || options.Pause > TimeSpan.FromHours(1))
        {
            throw new ArgumentException($"The pause of the leader service for '{role}' is {options.Pause}; it takes 0 to 1 h.");
        }
    }
}

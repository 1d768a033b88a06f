using Actors.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Actors.Locks;

internal static class LockServices
{
    // No facets: status or tags that changed with every grant would make a hot lock's writes touch an index.
    internal static void AddLocks(this IServiceCollection services)
    {
        services.AddOptions<LockOptions>().BindConfiguration("Actors:Locks").ValidateOnStart();
        services.AddSingleton<IValidateOptions<LockOptions>, LockOptionsValidator>();
        services.AddSingleton(new RecordType<LockState>(_ => Facets.None));
    }
}

using Actors.Hosting;
using Actors.Records;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Locks;

internal static class LockServices
{
    // No facets: status or tags that changed with every grant would make a hot lock's writes touch an index.
    internal static void AddLocks(this IServiceCollection services)
    {
        services.AddActorsOptions<LockOptions, LockOptionsValidator>("Actors:Locks");
        services.AddSingleton(new RecordType<LockState>(_ => Facets.None));
    }
}

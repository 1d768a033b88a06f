using Actors.Entities.Counters;
using Actors.Entities.Documents;
using Actors.Hosting;
using Actors.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Actors.Entities;

internal static class EntityServices
{
    /// <summary>Adds the grains' needs and the built-in types.</summary>
    internal static void AddEntities(this IServiceCollection services)
    {
        services.AddActorsOptions<EntityOptions, EntityOptionsValidator>("Actors:Entities");
        services.TryAddSingleton(new RecordType<EntityState>(EntityMachine.Facets));
        services.TryAddSingleton<EntityRegistry>();
        services.AddSingleton(new EntityRegistration(typeof(Counter)));
        services.AddSingleton(new EntityRegistration(typeof(Document)));
    }
}

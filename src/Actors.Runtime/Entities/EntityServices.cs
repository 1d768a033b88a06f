using Actors.Entities.Counters;
using Actors.Entities.Documents;
using Actors.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Actors.Entities;

internal static class EntityServices
{
    /// <summary>Adds the grains' needs and the built-in types.</summary>
    internal static void AddEntities(this IServiceCollection services)
    {
        services.AddOptions<EntityOptions>().BindConfiguration("Actors:Entities").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EntityOptions>, EntityOptionsValidator>());
        services.TryAddSingleton(new RecordType<EntityState>(EntityMachine.Facets));
        services.TryAddSingleton<EntityRegistry>();
        services.AddSingleton(new EntityRegistration(typeof(Counter)));
        services.AddSingleton(new EntityRegistration(typeof(Document)));
    }
}

using System.Reflection;
using Actors.Sagas;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Hosting;

/// <summary>Adds saga definitions to a host.</summary>
public static class SagaActorsBuilderExtensions
{
    /// <summary>Adds every definition with a <see cref="SagaAttribute"/> in these assemblies. They are checked when the host starts.</summary>
    public static ActorsBuilder AddSagas(this ActorsBuilder actors, params Assembly[] assemblies)
    {
        ArgumentNullException.ThrowIfNull(actors);
        ArgumentNullException.ThrowIfNull(assemblies);
        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes()).Where(IsDefinition)) Add(actors, type);
        return actors;
    }

    /// <summary>Adds one definition. It is checked when the host starts.</summary>
    public static ActorsBuilder AddSaga<TDefinition>(this ActorsBuilder actors)
        where TDefinition : SagaDefinition, new()
    {
        ArgumentNullException.ThrowIfNull(actors);
        Add(actors, typeof(TDefinition));
        return actors;
    }

    private static bool IsDefinition(Type type)
        => !type.IsAbstract && typeof(SagaDefinition).IsAssignableFrom(type) && type.GetCustomAttribute<SagaAttribute>() is not null;

    private static void Add(ActorsBuilder actors, Type type) => actors.Services.AddSingleton(new SagaDefinitionType(type));
}

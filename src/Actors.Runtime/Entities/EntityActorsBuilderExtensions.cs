using System.Reflection;
using Actors.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Hosting;

/// <summary>Adds a host's own types of entity.</summary>
public static class EntityActorsBuilderExtensions
{
    /// <summary>Adds one type. It is checked when the silo starts.</summary>
    public static ActorsBuilder AddEntity<TEntity>(this ActorsBuilder actors)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(actors);
        actors.Services.AddSingleton(new EntityRegistration(typeof(TEntity)));
        return actors;
    }

    /// <summary>Adds every class of an assembly that has an <see cref="EntityAttribute"/>. They are checked when the silo starts.</summary>
    public static ActorsBuilder AddEntities(this ActorsBuilder actors, Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(actors);
        ArgumentNullException.ThrowIfNull(assembly);
        foreach (var entity in assembly.GetTypes().Where(type => type.IsDefined(typeof(EntityAttribute), inherit: false)))
        {
            actors.Services.AddSingleton(new EntityRegistration(entity));
        }

        return actors;
    }
}

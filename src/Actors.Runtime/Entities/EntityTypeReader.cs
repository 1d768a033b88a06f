using Actors.Commands;

namespace Actors.Entities;

/// <summary>
/// Reads a class that a user wrote into an <see cref="EntityType"/>: all reflection is here, once, when the silo starts.
/// </summary>
internal static class EntityTypeReader
{
    /// <summary>Reads a type; null with what is wrong added to <paramref name="wrong"/>.</summary>
    internal static EntityType? Read(Type entity, EntityOptions options, List<string> wrong)
    {
        var before = wrong.Count;
        var attribute = (EntityAttribute?)Attribute.GetCustomAttribute(entity, typeof(EntityAttribute));
        Require(attribute is not null, "has no name. Put [Entity(\"name\")] on it");
        Require(attribute is null || Names.RefuseType("type", attribute.Type) is null,
            $"is called '{attribute?.Type}'. A name is 1 to 100 characters of a-z, 0-9 and '-', beginning with a letter");
        Require(attribute is not { TtlSeconds: not 0 } || EntityLimits.ExplainTtl(attribute.TtlSeconds) is null,
            $"has a TtlSeconds of {attribute?.TtlSeconds}. It takes {EntityLimits.TtlMin.TotalSeconds} to {EntityLimits.TtlMax.TotalSeconds}");
        var state = StateOf(entity);
        Require(state is not null, "does not derive from Entity<TState>");
        Require(entity is { IsAbstract: false, ContainsGenericParameters: false } && entity.GetConstructor(Type.EmptyTypes) is not null,
            "cannot be made. It has to be a class that is neither abstract nor generic, with a public constructor without parameters");
        var pairs = entity.GetInterfaces()
            .Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IHandle<,>))
            .Select(face => face.GetGenericArguments())
            .ToList();
        Require(pairs.Count > 0, "handles no command. Let it implement IHandle<TCommand, TReply>");
        foreach (var twice in pairs.GroupBy(pair => CommandNames.Of(pair[0])).Where(group => group.Count() > 1))
        {
            Require(false, $"has {twice.Count()} commands called '{twice.Key}'. Rename all but one");
        }

        foreach (var pair in pairs)
        {
            Require(Names.RefuseType("command", CommandNames.Of(pair[0])) is null,
                $"has a command called '{CommandNames.Of(pair[0])}'. Name its record with letters and digits only, at most 100 in kebab case");
        }

        return wrong.Count > before ? null : new EntityType(
            attribute!.Type, LifetimeOf(attribute, options), pairs.Select(pair => HandlerOf(entity, state!, pair)));

        void Require(bool holds, string fault)
        {
            if (!holds) wrong.Add($"The entity class {entity} {fault}.");
        }
    }

    private static EntityLifetime LifetimeOf(EntityAttribute attribute, EntityOptions options)
        => options.Types.TryGetValue(attribute.Type, out var type)
            ? new EntityLifetime(type.Ttl, type.Sliding)
            : new EntityLifetime(attribute.TtlSeconds == 0 ? null : TimeSpan.FromSeconds(attribute.TtlSeconds), attribute.Sliding);

    private static Type? StateOf(Type entity)
    {
        for (var type = entity.BaseType; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Entity<>)) return type.GetGenericArguments()[0];
        }

        return null;
    }

    private static EntityHandler HandlerOf(Type entity, Type state, Type[] pair)
        => (EntityHandler)Activator.CreateInstance(typeof(EntityHandler<,,,>).MakeGenericType(entity, state, pair[0], pair[1]))!;
}

using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace Actors.Entities;

/// <summary>The types of entity that this silo knows.</summary>
internal sealed class EntityRegistry
{
    private readonly FrozenDictionary<string, EntityType> _types;

    public EntityRegistry(IEnumerable<EntityRegistration> registrations, IOptions<EntityOptions> options)
    {
        var wrong = new List<string>();
        _types = Read(registrations, options.Value, wrong).ToFrozenDictionary(type => type.Name);
        if (wrong.Count > 0) throw new OptionsValidationException(nameof(EntityOptions), typeof(EntityOptions), wrong);
    }

    /// <summary>What is wrong with the registered classes.</summary>
    internal static List<string> Check(IEnumerable<EntityRegistration> registrations, EntityOptions options)
    {
        var wrong = new List<string>();
        Read(registrations, options, wrong);
        return wrong;
    }

    internal EntityType? Find(string name) => _types.GetValueOrDefault(name);

    internal Refusal RefuseUnknown(string name) => new(
        ErrorCode.UnknownEntityType,
        $"No entity type is called '{name}'. There are: {string.Join(", ", _types.Keys.Order(StringComparer.Ordinal))}.");

    private static List<EntityType> Read(IEnumerable<EntityRegistration> registrations, EntityOptions options, List<string> wrong)
    {
        var types = new Dictionary<string, (EntityType Type, Type Class)>();
        foreach (var entity in registrations.Select(registration => registration.Entity).Distinct())
        {
            if (EntityTypeReader.Read(entity, options, wrong) is not { } type) continue;
            if (types.TryAdd(type.Name, (type, entity))) continue;
            wrong.Add($"The entity classes {types[type.Name].Class} and {entity} are both called '{type.Name}'. Rename one of them.");
        }

        return [.. types.Values.Select(entry => entry.Type)];
    }
}

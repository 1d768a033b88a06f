using System.Collections.Frozen;

namespace Actors.Entities;

/// <summary>A registered type of entity.</summary>
internal sealed class EntityType(string name, EntityLifetime lifetime, IEnumerable<EntityHandler> handlers)
{
    private readonly FrozenDictionary<string, EntityHandler> _handlers = handlers.ToFrozenDictionary(handler => handler.Name);

    internal string Name { get; } = name;

    internal EntityLifetime Lifetime { get; } = lifetime;

    /// <summary>The names of its commands, in order.</summary>
    internal IEnumerable<string> Commands => _handlers.Keys.Order(StringComparer.Ordinal);

    /// <summary>Reads a command; null with what is wrong.</summary>
    internal EntityCommand? Read(string command, string body, out Refusal? refusal)
    {
        if (_handlers.TryGetValue(command, out var handler)) return handler.Read(body, out refusal);
        refusal = new Refusal(ErrorCode.UnknownCommand, $"'{Name}' has no command '{command}'. It takes: {string.Join(", ", Commands)}.");
        return null;
    }
}

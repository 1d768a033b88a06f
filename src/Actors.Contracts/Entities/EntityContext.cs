namespace Actors.Entities;

/// <summary>What an entity is when a command comes to it. Tests make one; at run time the grain does.</summary>
/// <param name="Id">Which entity.</param>
/// <param name="State">Its state, or null if it does not exist yet.</param>
/// <param name="Now">Now, by the database's clock.</param>
public sealed record EntityContext<TState>(string Id = "", TState? State = null, DateTimeOffset Now = default)
    where TState : class;

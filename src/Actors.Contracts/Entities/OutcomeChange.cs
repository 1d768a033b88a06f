namespace Actors.Entities;

/// <summary>What an outcome does to the entity.</summary>
public enum OutcomeChange
{
    /// <summary>Nothing.</summary>
    Keep = 0,

    /// <summary>The entity has a new state.</summary>
    Write = 1,

    /// <summary>The entity is no more.</summary>
    Remove = 2,
}

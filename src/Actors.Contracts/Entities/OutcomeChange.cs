namespace Actors.Entities;

/// <summary>What an outcome does to the entity.</summary>
public enum OutcomeChange
{
    /// <summary>Never used.</summary>
    Unknown = 0,

    /// <summary>Nothing.</summary>
    Keep = 1,

    /// <summary>The entity has a new state.</summary>
    Write = 2,

    /// <summary>The entity is no more.</summary>
    Remove = 3,
}

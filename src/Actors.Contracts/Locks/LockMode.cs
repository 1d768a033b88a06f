namespace Actors.Locks;

/// <summary>How a lock is held.</summary>
public enum LockMode
{
    /// <summary>Never sent.</summary>
    Unknown = 0,

    /// <summary>One holder at a time.</summary>
    Exclusive = 1,
}

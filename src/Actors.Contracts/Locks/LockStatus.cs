namespace Actors.Locks;

/// <summary>Whether someone holds a lock.</summary>
public enum LockStatus
{
    /// <summary>Never sent.</summary>
    Unknown = 0,

    /// <summary>Nobody holds it.</summary>
    Free = 1,

    /// <summary>Someone holds it.</summary>
    Held = 2,
}

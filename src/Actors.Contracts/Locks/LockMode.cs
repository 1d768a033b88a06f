namespace Actors.Locks;

/// <summary>How a lock is held.</summary>
public enum LockMode
{
    /// <summary>Never sent.</summary>
    Unknown = 0,

    /// <summary>One holder at a time.</summary>
    Exclusive = 1,

    /// <summary>Any number of shared holders, and at most one upgradeable one beside them: readers.</summary>
    Shared = 2,

    /// <summary>A reader that means to become exclusive later: one at a time, beside shared holders.</summary>
    Upgradeable = 3,

    /// <summary>One of n permits.</summary>
    Semaphore = 4,
}

namespace Actors.Locks;

/// <summary>How a grant ended.</summary>
public enum LockEnd
{
    /// <summary>Never sent.</summary>
    Unknown = 0,

    /// <summary>Its holder gave it back.</summary>
    Released = 1,

    /// <summary>Its holder did not renew it in time.</summary>
    Expired = 2,

    /// <summary>An operator took it away.</summary>
    Broken = 3,

    /// <summary>It was asked back, by an operator or as its maximum hold was over, and its renewals were refused from then on.</summary>
    Revoked = 4,

    /// <summary>The session that it hung on has ended.</summary>
    SessionEnded = 5,
}

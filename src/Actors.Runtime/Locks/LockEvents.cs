namespace Actors.Locks;

/// <summary>The events of a lock. A grant and its release are none: a hot lock writes its row and nothing else.</summary>
internal static class LockEvents
{
    internal const string Broken = "lock-broken";
    internal const string Expired = "lock-expired";
    internal const string Overheld = "lock-overheld";
    internal const string Revoked = "lock-revoked";
    internal const string RevokeRequested = "lock-revoke-requested";
    internal const string SessionEnded = "lock-session-ended";

    /// <summary>The event of an end; null for a release.</summary>
    internal static string? Of(LockEnd how) => how switch
    {
        LockEnd.Broken => Broken,
        LockEnd.Expired => Expired,
        LockEnd.Revoked => Revoked,
        LockEnd.SessionEnded => SessionEnded,
        _ => null,
    };
}

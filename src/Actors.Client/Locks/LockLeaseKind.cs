namespace Actors.Locks;

/// <summary>What keeps a lock taken.</summary>
public enum LockLeaseKind
{
    /// <summary>The session of this process, which is renewed once for all its locks; see <see cref="ActorsClientOptions.SessionTtl"/>.</summary>
    Session = 0,

    /// <summary>A lease of its own, with a TTL and renewals of its own.</summary>
    Private = 1,
}

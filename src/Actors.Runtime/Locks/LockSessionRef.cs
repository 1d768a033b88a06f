namespace Actors.Locks;

/// <summary>The session that a grant is to hang on, as it was when the request joined it.</summary>
internal readonly record struct LockSessionRef(long Token, TimeSpan Ttl);

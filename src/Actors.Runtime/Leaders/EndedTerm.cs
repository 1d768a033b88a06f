namespace Actors.Leaders;

/// <summary>A term in the history of a role. Instants are the database's.</summary>
public sealed record EndedTerm(long Term, string Leader, DateTimeOffset From, DateTimeOffset To, LeaderTermEnd End, long? GapMs = null);

namespace Actors.Leaders;

/// <summary>One term of a role. Instants are the database's.</summary>
/// <param name="Term">Its number, the fencing token.</param>
/// <param name="Leader">Who led.</param>
/// <param name="From">When it began.</param>
/// <param name="To">When its end was recorded; null while it lasts.</param>
/// <param name="End">How it ended; null while it lasts.</param>
/// <param name="GapMs">How long its seat was vacant before it, in milliseconds: 0 for a hand-over; null if nobody is known to have had it.</param>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.LeaderTerm")]
public sealed record LeaderTerm(
    [property: Id(0)] long Term,
    [property: Id(1)] string Leader,
    [property: Id(2)] DateTimeOffset From,
    [property: Id(3)] DateTimeOffset? To,
    [property: Id(4)] LeaderTermEnd? End,
    [property: Id(5)] long? GapMs = null);

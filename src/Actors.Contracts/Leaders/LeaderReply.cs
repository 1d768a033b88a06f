namespace Actors.Leaders;

/// <summary>
/// The answer to <see cref="Campaign"/> (<see cref="Leading"/>, <see cref="Following"/>), to <see cref="Resign"/> (<see cref="Left"/>),
/// to <see cref="Proclaim"/> (<see cref="Proclaimed"/>) and to a <see cref="LeaderPolicy"/> (<see cref="PolicySet"/>), or
/// <see cref="Refused"/>.
/// </summary>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.LeaderReply")]
public abstract record LeaderReply
{
    private LeaderReply()
    {
    }

    /// <summary>
    /// The candidate leads, durably. It may trust this for a TTL counted from when it <em>sent</em> the campaign, on its own clock.
    /// </summary>
    /// <param name="Term">Its term, which is its fencing token: higher than every earlier one of the role.</param>
    /// <param name="Ttl">For how long; not shorter than was asked for.</param>
    /// <param name="ExpiresAt">When that is over, by the database's clock; for people.</param>
    /// <param name="YieldRequested">Set if it is asked to stop its work and to resign.</param>
    [GenerateSerializer, Immutable, Alias("Actors.Leaders.LeaderReply.Leading")]
    public sealed record Leading(
        [property: Id(0)] long Term,
        [property: Id(1)] TimeSpan Ttl,
        [property: Id(2)] DateTimeOffset ExpiresAt,
        [property: Id(3)] LeaderYield? YieldRequested = null) : LeaderReply;

    /// <summary>Others have all seats, of whom the newest is told of; the candidate is waited for until its TTL from this heartbeat is over.</summary>
    /// <param name="Term">The leader's term.</param>
    /// <param name="Leader">The leader's id.</param>
    /// <param name="ExpiresAt">When its lease ends if it renews no more, by the database's clock; for people.</param>
    /// <param name="Version">The role's version, to observe from.</param>
    [GenerateSerializer, Immutable, Alias("Actors.Leaders.LeaderReply.Following")]
    public sealed record Following(
        [property: Id(0)] long Term,
        [property: Id(1)] string Leader,
        [property: Id(2)] DateTimeOffset ExpiresAt,
        [property: Id(3)] long Version) : LeaderReply;

    /// <summary>The candidate neither leads nor waits.</summary>
    /// <param name="EndedTerm">The term that this call ended; null if the candidate did not lead.</param>
    /// <param name="Successor">Who was elected in its place, in the same write; null if nobody was.</param>
    /// <param name="SuccessorTerm">In which term.</param>
    [GenerateSerializer, Immutable, Alias("Actors.Leaders.LeaderReply.Left")]
    public sealed record Left(
        [property: Id(0)] long? EndedTerm,
        [property: Id(1)] string? Successor = null,
        [property: Id(2)] long? SuccessorTerm = null) : LeaderReply;

    /// <summary>Observers see the value, durably.</summary>
    /// <param name="Term">The term under which it was proclaimed.</param>
    /// <param name="Version">The role's version since.</param>
    [GenerateSerializer, Immutable, Alias("Actors.Leaders.LeaderReply.Proclaimed")]
    public sealed record Proclaimed([property: Id(0)] long Term, [property: Id(1)] long Version) : LeaderReply;

    /// <summary>The policy is in force, durably.</summary>
    /// <param name="Version">The role's version since.</param>
    [GenerateSerializer, Immutable, Alias("Actors.Leaders.LeaderReply.PolicySet")]
    public sealed record PolicySet([property: Id(0)] long Version) : LeaderReply;

    /// <summary>Refused; nothing was changed.</summary>
    [GenerateSerializer, Immutable, Alias("Actors.Leaders.LeaderReply.Refused")]
    public sealed record Refused([property: Id(0)] Refusal Refusal) : LeaderReply;
}

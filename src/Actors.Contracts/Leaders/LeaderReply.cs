namespace Actors.Leaders;

/// <summary>
/// The answer to <see cref="Campaign"/> (<see cref="Leading"/>, <see cref="Following"/>) and to <see cref="Resign"/>
/// (<see cref="Left"/>), or <see cref="Refused"/>.
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
    [GenerateSerializer, Immutable, Alias("Actors.Leaders.LeaderReply.Leading")]
    public sealed record Leading(
        [property: Id(0)] long Term, [property: Id(1)] TimeSpan Ttl, [property: Id(2)] DateTimeOffset ExpiresAt) : LeaderReply;

    /// <summary>Someone else leads; the candidate is waited for until its TTL from this heartbeat is over.</summary>
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
    [GenerateSerializer, Immutable, Alias("Actors.Leaders.LeaderReply.Left")]
    public sealed record Left([property: Id(0)] long? EndedTerm) : LeaderReply;

    /// <summary>Refused; nothing was changed.</summary>
    [GenerateSerializer, Immutable, Alias("Actors.Leaders.LeaderReply.Refused")]
    public sealed record Refused([property: Id(0)] Refusal Refusal) : LeaderReply;
}

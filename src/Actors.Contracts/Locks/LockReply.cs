namespace Actors.Locks;

/// <summary>What a lock answers: <see cref="Granted"/>, <see cref="Waiting"/>, <see cref="Done"/> or <see cref="Refused"/>.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Locks.LockReply")]
public abstract record LockReply
{
    private LockReply()
    {
    }

    /// <summary>The lock is held by the asking request: granted, renewed, or found to be so. Durable.</summary>
    [GenerateSerializer, Immutable, Alias("Actors.Locks.LockReply.Granted")]
    public sealed record Granted : LockReply
    {
        /// <summary>Names the grant to renew and release it.</summary>
        [Id(0)]
        public required string LeaseId { get; init; }

        /// <summary>Higher than that of every earlier grant of this lock, for ever.</summary>
        [Id(1)]
        public required long FencingToken { get; init; }

        /// <summary>How long the grant lives; the holder counts from when it sent the request.</summary>
        [Id(2)]
        public required TimeSpan Ttl { get; init; }

        /// <summary>When it ends unless it is renewed, by the database's clock; for people.</summary>
        [Id(3)]
        public required DateTimeOffset ExpiresAt { get; init; }

        /// <summary>
        /// How long this poll had waited when the grant was made. The holder may count its deadline from when it sent the poll
        /// plus 95 % of this.
        /// </summary>
        [Id(4)]
        public TimeSpan Waited { get; init; }

        /// <summary>How the lock is held.</summary>
        [Id(5)]
        public LockMode Mode { get; init; } = LockMode.Exclusive;

        /// <summary>The lock is asked back; null if it is not.</summary>
        [Id(6)]
        public LockRevocation? Revocation { get; init; }
    }

    /// <summary>Not yet: poll again with the ticket.</summary>
    /// <param name="Ticket">The place in the queue.</param>
    /// <param name="Position">How many requests are served before, and this one: 1 is next.</param>
    [GenerateSerializer, Immutable, Alias("Actors.Locks.LockReply.Waiting")]
    public sealed record Waiting([property: Id(0)] LockTicket Ticket, [property: Id(1)] int Position) : LockReply;

    /// <summary>Carried out, durably; there is nothing to tell.</summary>
    [GenerateSerializer, Immutable, Alias("Actors.Locks.LockReply.Done")]
    public sealed record Done : LockReply
    {
        /// <summary>The only one.</summary>
        public static Done Instance { get; } = new();
    }

    /// <summary>Refused.</summary>
    /// <param name="Refusal">Why.</param>
    [GenerateSerializer, Immutable, Alias("Actors.Locks.LockReply.Refused")]
    public sealed record Refused([property: Id(0)] Refusal Refusal) : LockReply;
}

using System.Collections.Immutable;

namespace Actors.Sessions;

/// <summary>What a session answers: <see cref="Open"/>, <see cref="Done"/> or <see cref="Refused"/>.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Sessions.SessionReply")]
public abstract record SessionReply
{
    private SessionReply()
    {
    }

    /// <summary>The session is open. Only an answer to opening and renewing extends what its owner may trust.</summary>
    [GenerateSerializer, Immutable, Alias("Actors.Sessions.SessionReply.Open")]
    public sealed record Open : SessionReply
    {
        /// <summary>Tells this session from an earlier one of the same id; higher than that one's.</summary>
        [Id(0)]
        public required long Token { get; init; }

        /// <summary>How long it lives after a renewal; its owner counts from when it sent that.</summary>
        [Id(1)]
        public required TimeSpan Ttl { get; init; }

        /// <summary>When it ends unless it is renewed, by the database's clock; for people.</summary>
        [Id(2)]
        public required DateTimeOffset ExpiresAt { get; init; }

        /// <summary>What the owner has not said to have seen.</summary>
        [Id(3)]
        public ImmutableArray<SessionNote> Notes { get; init; } = [];
    }

    /// <summary>Carried out, durably.</summary>
    [GenerateSerializer, Immutable, Alias("Actors.Sessions.SessionReply.Done")]
    public sealed record Done : SessionReply
    {
        /// <summary>The only one.</summary>
        public static Done Instance { get; } = new();
    }

    /// <summary>Refused: <see cref="ErrorCode.SessionEnded"/> is durable.</summary>
    /// <param name="Refusal">Why.</param>
    [GenerateSerializer, Immutable, Alias("Actors.Sessions.SessionReply.Refused")]
    public sealed record Refused([property: Id(0)] Refusal Refusal) : SessionReply;
}

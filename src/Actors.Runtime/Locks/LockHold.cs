using System.Text.Json.Serialization;
using Actors.Leases;

namespace Actors.Locks;

/// <summary>A grant that has not ended. It ends by its own TTL, or, if it hangs on a session, with that.</summary>
internal sealed record LockHold : Lease
{
    public LockMode Mode { get; init; } = LockMode.Exclusive;

    /// <summary>The TTL that was asked for; renewals that name none take it again.</summary>
    public TimeSpan AskedTtl { get; init; }

    /// <summary>The token before the last upgrade, so that a repeat of that upgrade is known as one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long UpgradedFrom { get; init; }

    /// <summary>The session; null if the grant has a TTL of its own. <see cref="Lease.Ttl"/> is the session's then.</summary>
    public string? Session { get; init; }

    /// <summary>Which session of that id.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long SessionToken { get; init; }

    public string? Scope { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int DeadlockPriority { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public TimeSpan LockDelay { get; init; }

    public TimeSpan? MaxHold { get; init; }

    /// <summary>Whether the next grant may be told before this one's end is durable.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool EarlyHandOff { get; init; }

    /// <summary>The version of the record that made it before its turn; zero if it was read from there, and so is durable.</summary>
    [JsonIgnore]
    public long PromisedAt { get; init; }

    /// <summary>Why and until when it is asked back.</summary>
    public LockRevocation? Revocation { get; init; }

    /// <summary>Of a session's hold: whether the session has been told, durably, that it is lost.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Noted { get; init; }

    /// <summary>When the activation knew that; after a load zero, the moment of the read.</summary>
    [JsonIgnore]
    public TimeSpan NotedAt { get; init; }
}

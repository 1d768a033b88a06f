using System.Collections.Immutable;

namespace Actors.Sessions;

/// <summary>A session as it was at one moment.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Sessions.SessionDescription")]
public sealed record SessionDescription
{
    /// <summary>Its id.</summary>
    [Id(0)]
    public required string SessionId { get; init; }

    /// <summary>Whether it is open.</summary>
    [Id(1)]
    public required bool IsOpen { get; init; }

    /// <summary>Whose it is.</summary>
    [Id(2)]
    public required string Owner { get; init; }

    /// <summary>How long it lives after a renewal.</summary>
    [Id(3)]
    public required TimeSpan Ttl { get; init; }

    /// <summary>When it was opened, by the database's clock.</summary>
    [Id(4)]
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it ends unless it is renewed, or when it ended, by the database's clock.</summary>
    [Id(5)]
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How many holds hang on it, as far as the present activation has seen.</summary>
    [Id(6)]
    public required int Holds { get; init; }

    /// <summary>What the owner said of itself.</summary>
    [Id(7)]
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The version of its record.</summary>
    [Id(8)]
    public required long Version { get; init; }
}

namespace Actors.Leaders;

/// <summary>A role as HTTP shows it.</summary>
internal sealed record RoleBody
{
    public required string Role { get; init; }

    public required long Term { get; init; }

    public string? Leader { get; init; }

    public string? Value { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public required IReadOnlyList<LeaderBodies.CandidateBody> Candidates { get; init; }

    public required IReadOnlyList<LeaderBodies.LeaderBody> Leaders { get; init; }

    public required long Version { get; init; }

    internal static RoleBody From(LeaderDescription role) => new()
    {
        Role = role.Role,
        Term = role.Term,
        Leader = role.Leader,
        Value = role.Value,
        Metadata = role.Metadata,
        ExpiresAt = role.ExpiresAt,
        Candidates = [.. role.Candidates.Select(LeaderBodies.Of)],
        Leaders = [.. role.Leaders.Select(LeaderBodies.Of)],
        Version = role.Version,
    };
}

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

    public required IReadOnlyList<LeaderEndpoints.CandidateBody> Candidates { get; init; }

    public required long Version { get; init; }

    internal static RoleBody From(LeaderDescription role) => new()
    {
        Role = role.Role,
        Term = role.Term,
        Leader = role.Leader,
        Value = role.Value,
        Metadata = role.Metadata,
        ExpiresAt = role.ExpiresAt,
        Candidates = [.. role.Candidates.Select(one => new LeaderEndpoints.CandidateBody(one.Id, one.Priority, one.Since, one.Metadata))],
        Version = role.Version,
    };
}

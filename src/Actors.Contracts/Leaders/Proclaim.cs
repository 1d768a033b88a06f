namespace Actors.Leaders;

/// <summary>
/// Proclaims a value as the leader, under a term: if the candidate does not lead in it, the answer is
/// <see cref="ErrorCode.NotLeader"/>. It is no heartbeat.
/// </summary>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.Proclaim")]
public sealed record Proclaim
{
    /// <summary>Who leads.</summary>
    [Id(0)]
    public required string Candidate { get; init; }

    /// <summary>In which term.</summary>
    [Id(1)]
    public required long Term { get; init; }

    /// <summary>What observers see, at most 4,096 characters; null takes back what was proclaimed.</summary>
    [Id(2)]
    public string? Value { get; init; }
}

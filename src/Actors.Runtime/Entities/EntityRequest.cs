using Actors.Commands;

namespace Actors.Entities;

/// <summary>A command with all that the machine must know to decide on it.</summary>
internal sealed record EntityRequest
{
    public required string Type { get; init; }

    public required string Id { get; init; }

    public required EntityCommand Command { get; init; }

    public required EntityLifetime Lifetime { get; init; }

    public long? IfVersion { get; init; }

    public bool IfExists { get; init; }

    public Fence? Fence { get; init; }
}

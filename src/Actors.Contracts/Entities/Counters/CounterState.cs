namespace Actors.Entities.Counters;

/// <summary>What a counter keeps.</summary>
public sealed record CounterState
{
    /// <summary>Where it is.</summary>
    public long Value { get; init; }
}

namespace Actors.Entities.Counters;

/// <summary>Where a counter is.</summary>
/// <param name="Value">The sum of all additions.</param>
public sealed record CounterValue(long Value);

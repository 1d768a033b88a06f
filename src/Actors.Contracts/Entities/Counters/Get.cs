using Actors.Commands;

namespace Actors.Entities.Counters;

/// <summary>Reads a counter.</summary>
public sealed record Get : ICommand<CounterValue>;

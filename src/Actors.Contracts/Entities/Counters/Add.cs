using Actors.Commands;

namespace Actors.Entities.Counters;

/// <summary>Adds to a counter.</summary>
/// <param name="Amount">How much; negative to subtract.</param>
public sealed record Add(long Amount) : ICommand<CounterValue>;

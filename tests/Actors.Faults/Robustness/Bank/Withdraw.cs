using Actors.Commands;

namespace Actors.Faults.Robustness.Bank;

/// <summary>Takes money out.</summary>
public sealed record Withdraw(long Amount) : ICommand<long>;

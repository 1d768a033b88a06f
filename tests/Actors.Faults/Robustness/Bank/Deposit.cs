using Actors.Commands;

namespace Actors.Faults.Robustness.Bank;

/// <summary>Puts money in.</summary>
public sealed record Deposit(long Amount) : ICommand<long>;

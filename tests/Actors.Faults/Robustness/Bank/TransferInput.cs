namespace Actors.Faults.Robustness.Bank;

/// <summary>What <see cref="Transfer"/> is started with.</summary>
public sealed record TransferInput(string From, string To, long Amount);

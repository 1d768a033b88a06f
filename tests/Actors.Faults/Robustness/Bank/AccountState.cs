namespace Actors.Faults.Robustness.Bank;

/// <summary>What is kept of an account.</summary>
public sealed record AccountState
{
    /// <summary>What came in less what went out. An account that nobody has used is one that nothing was moved from.</summary>
    public long Moved { get; init; }
}

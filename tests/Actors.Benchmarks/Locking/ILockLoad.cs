namespace Actors.Benchmarks.Locking;

/// <summary>The callers of one side in one line.</summary>
internal interface ILockLoad
{
    /// <summary>Lets them call for a while.</summary>
    Task<LockTally> RunAsync(TimeSpan length);

    /// <summary>What else was seen in all phases; may be empty.</summary>
    string Note { get; }
}

namespace Actors.Sweeping;

/// <summary>Looks for records whose due time has come, in its share of the slots.</summary>
[Alias("Actors.Sweeping.ISweeperGrain")]
internal interface ISweeperGrain : IGrainWithIntegerKey
{
    /// <summary>Sweeps once, unless it has just done so.</summary>
    [Alias("Sweep")]
    Task SweepAsync(CancellationToken cancellationToken);
}

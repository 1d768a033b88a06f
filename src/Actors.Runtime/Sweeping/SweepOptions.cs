namespace Actors.Sweeping;

/// <summary>How records that are due are found. Section <c>Actors:Sweeping</c>.</summary>
public sealed class SweepOptions
{
    /// <summary>
    /// How often each sweeper looks. Shorter wakes sagas and expiries sooner; longer costs less. 100 ms to 1 min. Default: 1 s.
    /// </summary>
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Among how many sweepers the 1,024 slots are divided. The same on every silo. 1 to 256. Default: 16.</summary>
    public int Sweepers { get; set; } = 16;

    /// <summary>Most records that a sweeper wakes in one look. 1 to 1,000. Default: 500.</summary>
    public int RowsMax { get; set; } = 500;

    /// <summary>How many records a sweeper wakes at once. 1 to 256. Default: 32.</summary>
    public int Concurrency { get; set; } = 32;

    /// <summary>How long events are kept. A cursor that is older answers 410. 1 min to 3,650 days. Default: 7 days.</summary>
    public TimeSpan EventRetention { get; set; } = TimeSpan.FromDays(7);
}

namespace Actors.Sagas;

/// <summary>How sagas are driven. Section <c>Actors:Sagas</c>.</summary>
public sealed class SagaOptions
{
    /// <summary>
    /// How long after a start or a take-over a sweeper looks whether anyone still drives the saga. Shorter resumes sooner after a
    /// crash; longer writes less for sagas that take long. 1 s to 5 min. Default: 5 s.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many take-overs without progress make a saga stuck, so that a step that ends its process is not tried for ever. 2 to 1,000. Default: 10.</summary>
    public int TakeOversMax { get; set; } = 10;

    /// <summary>How often a saga whose definition this build does not have looks for another build. 1 s to 1 h. Default: 15 s.</summary>
    public TimeSpan WaitPeriod { get; set; } = TimeSpan.FromSeconds(15);
}

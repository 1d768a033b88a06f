namespace Actors.Sagas;

/// <summary>The durations and limits that the machine is run with.</summary>
/// <param name="Lease">How long after a start or take-over a sweeper looks whether anyone still drives the saga.</param>
/// <param name="TakeOversMax">How many take-overs without progress make a saga stuck.</param>
/// <param name="WaitPeriod">How often a waiting saga looks whether it can go on.</param>
public sealed record SagaTerms(TimeSpan Lease, int TakeOversMax, TimeSpan WaitPeriod);

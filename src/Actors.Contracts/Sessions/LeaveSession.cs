namespace Actors.Sessions;

/// <summary>Something hangs on the session no longer.</summary>
/// <param name="Subject">What.</param>
/// <param name="LeaseId">Which hold of it.</param>
[GenerateSerializer, Immutable, Alias("Actors.Sessions.LeaveSession")]
public sealed record LeaveSession([property: Id(0)] string Subject, [property: Id(1)] string LeaseId);

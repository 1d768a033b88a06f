namespace Actors.Sessions;

/// <summary>Something is about to hang on the session. Repeatable.</summary>
/// <param name="Subject">What, such as the name of a lock.</param>
/// <param name="LeaseId">Which hold of it.</param>
[GenerateSerializer, Immutable, Alias("Actors.Sessions.JoinSession")]
public sealed record JoinSession([property: Id(0)] string Subject, [property: Id(1)] string LeaseId);

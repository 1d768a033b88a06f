namespace Actors.Sessions;

/// <summary>Tells a session's owner of one of its holds.</summary>
/// <param name="Token">Which session of this id.</param>
/// <param name="Subject">What is held.</param>
/// <param name="LeaseId">Which hold of it.</param>
/// <param name="Kind">What is told.</param>
/// <param name="Reason">Why, for people.</param>
[GenerateSerializer, Immutable, Alias("Actors.Sessions.NoteForSession")]
public sealed record NoteForSession(
    [property: Id(0)] long Token,
    [property: Id(1)] string Subject,
    [property: Id(2)] string LeaseId,
    [property: Id(3)] SessionNoteKind Kind,
    [property: Id(4)] string Reason);

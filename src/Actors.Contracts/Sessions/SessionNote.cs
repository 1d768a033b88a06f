namespace Actors.Sessions;

/// <summary>Something that a session's owner must know of one of its holds.</summary>
/// <param name="Sequence">Rises from note to note of a session.</param>
/// <param name="Subject">What is held.</param>
/// <param name="LeaseId">Which hold of it.</param>
/// <param name="Kind">What is told.</param>
/// <param name="Reason">Why, for people.</param>
[GenerateSerializer, Immutable, Alias("Actors.Sessions.SessionNote")]
public sealed record SessionNote(
    [property: Id(0)] long Sequence,
    [property: Id(1)] string Subject,
    [property: Id(2)] string LeaseId,
    [property: Id(3)] SessionNoteKind Kind,
    [property: Id(4)] string Reason);

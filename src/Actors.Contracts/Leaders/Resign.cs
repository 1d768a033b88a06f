namespace Actors.Leaders;

/// <summary>Stops leading, or stops being a candidate.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.Resign")]
public sealed record Resign
{
    /// <summary>Who leaves.</summary>
    [Id(0)]
    public required string Candidate { get; init; }

    /// <summary>
    /// Ends this term or nothing, so that a late repeat never ends a newer one. 0 ends no term: the candidate only leaves the queue.
    /// Null gives up whatever the candidate has.
    /// </summary>
    [Id(1)]
    public long? Term { get; init; }

    /// <summary>
    /// Whom to elect in its place, if that candidate waits; if it does not, the next one is elected. Null elects the next one.
    /// </summary>
    [Id(2)]
    public string? HandOffTo { get; init; }
}

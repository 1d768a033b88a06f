namespace Actors.Entities;

/// <summary>An event that goes into the feed with the change.</summary>
/// <param name="Type">What happened, in the past tense and kebab case.</param>
/// <param name="Data">A plain record.</param>
/// <param name="LatestOnly">Whether, of several of this type in one commit, only the last is kept.</param>
public sealed record OutcomeEvent(string Type, object Data, bool LatestOnly);

namespace Actors.Entities;

/// <summary>A handler's outcome, and its reply as JSON text ("" if it refused).</summary>
internal readonly record struct EntityOutcome(Outcome Outcome, string Reply);

namespace Actors.Records;

/// <summary>An event that a machine decided on. Events marked <see cref="LatestOnly"/> are written once per commit and type.</summary>
public readonly record struct RecordEvent(string Type, object Data, bool LatestOnly = false);

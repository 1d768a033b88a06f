namespace Actors.Storage;

/// <summary>A row whose due time has come.</summary>
public readonly record struct DueRecord(RecordKey Key, DateTimeOffset DueAt);

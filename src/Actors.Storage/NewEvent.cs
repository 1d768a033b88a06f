namespace Actors.Storage;

/// <summary>An event to append with a unit. <see cref="Data"/> is JSON text.</summary>
public readonly record struct NewEvent(string Type, string Data);

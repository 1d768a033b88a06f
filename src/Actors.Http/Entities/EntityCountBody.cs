namespace Actors.Entities;

/// <summary>A count over HTTP.</summary>
internal sealed record EntityCountBody(long Count);

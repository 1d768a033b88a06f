namespace Actors.Entities;

/// <summary>What became of a document, over HTTP.</summary>
internal sealed record DocumentBody(string Type, string Id, long Version);

namespace Actors.Entities.Documents;

/// <summary>What a command did to a document; also the data of its events "put", "patched" and "deleted".</summary>
/// <param name="Existed">Whether the document had been there before.</param>
public sealed record DocumentChange(bool Existed);

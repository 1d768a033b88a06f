using Actors.Commands;

namespace Actors.Entities.Documents;

/// <summary>Removes a document.</summary>
public sealed record Delete : ICommand<DocumentChange>;

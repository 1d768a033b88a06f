using System.Text.Json;
using Actors.Commands;

namespace Actors.Entities.Documents;

/// <summary>Merges into a document by RFC 7396: members of the patch replace those of the document, null removes them.</summary>
/// <param name="Value">The patch.</param>
public sealed record Patch(JsonElement Value) : ICommand<DocumentChange>;

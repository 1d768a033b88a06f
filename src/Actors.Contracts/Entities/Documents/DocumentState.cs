using System.Text.Json;
using System.Text.Json.Serialization;

namespace Actors.Entities.Documents;

/// <summary>A document's state: stored and shown as the value itself.</summary>
[JsonConverter(typeof(DocumentStateConverter))]
public sealed record DocumentState
{
    /// <summary>The document.</summary>
    public JsonElement Value { get; init; }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Actors.Entities.Documents;

/// <summary>Writes a document's state as the value itself.</summary>
internal sealed class DocumentStateConverter : JsonConverter<DocumentState>
{
    public override DocumentState Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => new() { Value = JsonElement.ParseValue(ref reader) };

    public override void Write(Utf8JsonWriter writer, DocumentState value, JsonSerializerOptions options) => value.Value.WriteTo(writer);
}

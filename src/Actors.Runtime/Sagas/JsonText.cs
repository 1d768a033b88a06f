using System.Text.Json;
using System.Text.Json.Serialization;

namespace Actors.Sagas;

/// <summary>JSON text inside a stored state, kept as JSON and not as a quoted string.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct JsonText(string Text)
{
    private sealed class Converter : JsonConverter<JsonText>
    {
        public override JsonText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return new JsonText(document.RootElement.GetRawText());
        }

        public override void Write(Utf8JsonWriter writer, JsonText value, JsonSerializerOptions options) => writer.WriteRawValue(value.Text);
    }
}

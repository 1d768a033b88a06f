using System.Text.Json;
using System.Text.Json.Serialization;

namespace Actors.Entities;

internal sealed class EntityValueConverter : JsonConverter<EntityValue>
{
    public override EntityValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return EntityValue.Parse(document.RootElement.GetRawText());
    }

    // It was written by the same serializer, or read by it.
    public override void Write(Utf8JsonWriter writer, EntityValue value, JsonSerializerOptions options)
        => writer.WriteRawValue(value.Json, skipInputValidation: true);
}

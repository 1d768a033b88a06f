using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Actors.Records;

/// <summary>
/// The JSON of stored states and events. Unlike <see cref="ActorsJson"/> it tolerates unknown members, so that an older
/// binary can read what a newer one wrote; it leaves out nulls and escapes no more than JSON needs.
/// </summary>
internal static class StateJson
{
    internal static JsonSerializerOptions Options { get; } = Create();

    internal static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    internal static string Write(object value, Type type) => JsonSerializer.Serialize(value, type, Options);

    internal static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)
        ?? throw new JsonException("The stored state is null.");

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = ActorsJson.DepthMax + 16,
            NumberHandling = JsonNumberHandling.Strict,
            PropertyNameCaseInsensitive = false,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Actors;

/// <summary>
/// The JSON of commands, replies and HTTP bodies: camelCase, enums as camelCase words, and strict. Unknown and repeated
/// members, missing required ones, nulls where none may be, numbers in strings or beyond
/// their type, and nesting beyond 64 are refused.
/// </summary>
public static class ActorsJson
{
    /// <summary>The deepest nesting that is read or written.</summary>
    public const int DepthMax = 64;

    /// <summary>The options; read-only.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Writes a value as JSON text.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Reads JSON text.</summary>
    /// <exception cref="JsonException">The text is not JSON, or does not fit <typeparamref name="T"/>.</exception>
    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)
        ?? throw new JsonException("The text is null where a value is needed.");

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            AllowDuplicateProperties = false,
            // Bodies are JSON and never part of a page, so quotes and letters of all alphabets stay as they are.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = DepthMax,
            NumberHandling = JsonNumberHandling.Strict,
            PropertyNameCaseInsensitive = false,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        };
        options.Converters.Add(new FiniteNumberConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}

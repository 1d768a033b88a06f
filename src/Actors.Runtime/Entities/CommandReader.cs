using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Actors.Entities;

/// <summary>Reads commands, and says in the words of JSON, not of .NET, what does not fit.</summary>
internal static class CommandReader
{
    /// <summary>Reads a command; false with what is wrong.</summary>
    internal static bool TryRead<TCommand>(string name, string body, out TCommand command, out Refusal? refusal)
    {
        try
        {
            command = ActorsJson.Read<TCommand>(body);
            refusal = null;
            return true;
        }
        catch (JsonException exception)
        {
            command = default!;
            refusal = new Refusal(ErrorCode.InvalidCommand, Explain(name, body, ActorsJson.Options.GetTypeInfo(typeof(TCommand)), exception));
            return false;
        }
    }

    private static string Explain(string name, string body, JsonTypeInfo type, JsonException exception)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = ActorsJson.DepthMax, AllowDuplicateProperties = false });
            return ExplainMembers(name, document.RootElement, type, exception.Path);
        }
        catch (JsonException)
        {
            return $"The body of '{name}' is not JSON that is taken here: at most {ActorsJson.DepthMax} levels and no repeated members.";
        }
    }

    private static string ExplainMembers(string name, JsonElement body, JsonTypeInfo type, string? path)
    {
        var members = type.Properties.Select(member => member.Name).ToList();
        var takes = members.Count == 0 ? $"'{name}' takes {{}}." : $"'{name}' takes {{{string.Join(", ", type.Properties.Select(Describe))}}}.";
        if (body.ValueKind != JsonValueKind.Object) return $"The body is no object. {takes}";
        var present = body.EnumerateObject().Select(member => member.Name).ToList();
        if (present.Find(member => !members.Contains(member)) is { } unknown) return $"The member '{unknown}' is unknown. {takes}";
        var missing = type.Properties.Where(member => member.IsRequired && !present.Contains(member.Name)).Select(member => $"'{member.Name}'").ToList();
        if (missing.Count > 0) return $"The member {string.Join(", ", missing)} is missing. {takes}";
        return $"The value at {path ?? "$"} does not fit. {takes}";
    }

    private static string Describe(JsonPropertyInfo member)
    {
        var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        var kind = Type.GetTypeCode(type) switch
        {
            _ when type.IsEnum => string.Join(" | ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName)),
            TypeCode.Int16 => "whole number of 16 bits",
            TypeCode.Int32 => "whole number of 32 bits",
            TypeCode.Int64 => "whole number of 64 bits",
            TypeCode.Decimal or TypeCode.Double or TypeCode.Single => "number",
            TypeCode.String => "text",
            TypeCode.Boolean => "true | false",
            TypeCode.DateTime => "instant",
            _ when type == typeof(DateTimeOffset) => "instant",
            _ when type == typeof(JsonElement) => "any value",
            _ => "value",
        };
        return $"{member.Name}{(member.IsRequired ? "" : "?")}: {kind}";
    }
}

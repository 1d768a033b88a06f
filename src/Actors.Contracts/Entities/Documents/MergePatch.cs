using System.Text.Json;
using System.Text.Json.Nodes;

namespace Actors.Entities.Documents;

/// <summary>JSON merge patch, RFC 7396.</summary>
internal static class MergePatch
{
    internal static JsonElement Apply(JsonElement target, JsonElement patch)
        => patch.ValueKind == JsonValueKind.Object
            ? JsonSerializer.SerializeToElement(Merge(Node(target), patch), ActorsJson.Options)
            : patch;

    private static JsonObject Merge(JsonNode? target, JsonElement patch)
    {
        var merged = target as JsonObject ?? [];
        foreach (var member in patch.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
            {
                merged.Remove(member.Name);
            }
            else if (member.Value.ValueKind == JsonValueKind.Object)
            {
                // An object is merged where it is, which keeps the order of members.
                if (merged[member.Name] is JsonObject inner) Merge(inner, member.Value);
                else merged[member.Name] = Merge(null, member.Value);
            }
            else
            {
                merged[member.Name] = Node(member.Value);
            }
        }

        return merged;
    }

    private static JsonNode? Node(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        _ => JsonValue.Create(value),
    };
}

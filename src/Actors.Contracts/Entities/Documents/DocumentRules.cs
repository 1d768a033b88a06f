using System.Text.Json;

namespace Actors.Entities.Documents;

/// <summary>What a document may be.</summary>
internal static class DocumentRules
{
    internal static OutcomeRefusal? RefuseValue(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return Invalid("A document is any JSON value but null. Delete it if it shall be no more.");
        }

        return HasText(value) ? null : Invalid("A text in the document has a lone surrogate, such as \\ud800, which is no character.");
    }

    internal static OutcomeRefusal? RefuseFacets(Put command)
    {
        if (command.TtlSeconds is { } seconds && EntityLimits.ExplainTtl(seconds) is { } ttl) return Invalid(ttl);
        return command.Tags is { } tags && EntityLimits.ExplainTags(tags) is { } wrong ? Invalid(wrong) : null;
    }

    private static OutcomeRefusal Invalid(string detail) => new("invalid-document", detail);

    private static bool HasText(JsonElement value)
    {
        try
        {
            // Only writing it out looks at every text.
            using var writer = new Utf8JsonWriter(Stream.Null);
            value.WriteTo(writer);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}

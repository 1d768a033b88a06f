using System.Text.Json;
using System.Text.Json.Serialization;

namespace Actors.Entities;

/// <summary>An entity over HTTP.</summary>
internal sealed record EntityBody(
    string Type,
    string Id,
    long Version,
    JsonElement State,
    IReadOnlyList<string> Tags,
    DateTimeOffset UpdatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ExpiresAt)
{
    internal static EntityBody Of(EntityDescription entity)
    {
        // As deep as documents may be, and a level for the command that they came in.
        using var state = JsonDocument.Parse(entity.State, new JsonDocumentOptions { MaxDepth = ActorsJson.DepthMax + 1 });
        return new EntityBody(
            entity.Type, entity.Id, entity.Version, state.RootElement.Clone(), entity.Tags, entity.UpdatedAt.ToUniversalTime(), entity.ExpiresAt?.ToUniversalTime());
    }
}

using Actors.Storage;

namespace Actors.Entities;

/// <summary>Makes a description of a stored state: the same for one entity and for a list of them.</summary>
internal static class EntityDescriptions
{
    internal static EntityDescription Of(RecordKey key, long version, EntityState state) => new()
    {
        Type = key.Kind[(key.Kind.IndexOf('/', StringComparison.Ordinal) + 1)..],
        Id = key.Key,
        Version = version,
        State = state.State!.Json,
        Tags = state.Tags,
        UpdatedAt = state.UpdatedAt,
        ExpiresAt = state.ExpiresAt,
    };
}

using System.Collections.Immutable;

namespace Actors.Requests;

/// <summary>Metadata in bodies: strings by name.</summary>
internal static class MetadataBody
{
    /// <summary>Reads it; null stays null.</summary>
    /// <exception cref="RefusedException">A value is null.</exception>
    internal static ImmutableSortedDictionary<string, string>? Read(ImmutableDictionary<string, string?>? metadata)
        => metadata?.ToImmutableSortedDictionary(
            pair => pair.Key,
            pair => pair.Value ?? throw RequestHeaders.Refuse($"'metadata.{pair.Key}' is null; it takes a string."),
            StringComparer.Ordinal);
}

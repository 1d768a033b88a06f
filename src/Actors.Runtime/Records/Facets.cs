using System.Collections.Immutable;

namespace Actors.Records;

/// <summary>What a record is listed and found by: columns on its own row, so a listing never disagrees with the state.</summary>
public readonly record struct Facets(string Status, ImmutableArray<string> Tags)
{
    public static Facets None { get; } = new("", []);
}

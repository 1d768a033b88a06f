namespace Actors.Records;

/// <summary>What the store is known to hold: the state and its version, and the facets as they stand on the row.</summary>
internal readonly record struct StoredImage<TState>(RecordImage<TState> Image, Facets Facets)
    where TState : class;

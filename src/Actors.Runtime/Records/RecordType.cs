namespace Actors.Records;

/// <summary>What the cell must know of a kind of record: how its facets follow from its state.</summary>
public sealed record RecordType<TState>(Func<TState, Facets> Facets)
    where TState : class;

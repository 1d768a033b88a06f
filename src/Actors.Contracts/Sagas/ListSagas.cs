namespace Actors.Sagas;

/// <summary>Which sagas to list or count; all conditions must hold.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Sagas.ListSagas")]
public sealed record ListSagas
{
    /// <summary>The definition's name; null is any.</summary>
    [Id(0)]
    public string? Definition { get; init; }

    /// <summary>How they stand; null is any.</summary>
    [Id(1)]
    public SagaStatus? Status { get; init; }

    /// <summary>The step that they are stuck at; null is any.</summary>
    [Id(2)]
    public string? Step { get; init; }

    /// <summary>A tag that they were started with; null is any.</summary>
    [Id(3)]
    public string? Tag { get; init; }

    /// <summary>Most sagas of a page, 1 to 1,000. Default: 100.</summary>
    [Id(4)]
    public int Limit { get; init; } = 100;

    /// <summary>The cursor of the page before; null is the first page.</summary>
    [Id(5)]
    public string? Cursor { get; init; }
}

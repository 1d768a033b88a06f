using System.Collections.Immutable;

namespace Actors.Sagas;

/// <summary>One page of a listing.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Sagas.SagaPage")]
public sealed record SagaPage
{
    /// <summary>The sagas; there may be fewer than asked for although more follow.</summary>
    [Id(0)]
    public ImmutableArray<SagaDescription> Items { get; init; } = [];

    /// <summary>Where the next page begins; null if this is the last.</summary>
    [Id(1)]
    public string? NextCursor { get; init; }

    /// <summary>Why there is no page.</summary>
    [Id(2)]
    public Refusal? Refusal { get; init; }
}

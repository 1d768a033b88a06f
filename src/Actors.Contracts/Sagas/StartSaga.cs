using System.Collections.Immutable;

namespace Actors.Sagas;

/// <summary>Starts a saga, once: the same id with the same input is the same saga.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Sagas.StartSaga")]
public sealed record StartSaga
{
    /// <summary>Most tags of a saga.</summary>
    public const int TagsMax = 16;

    /// <summary>The longest tag, in characters.</summary>
    public const int TagLengthMax = 100;

    /// <summary>The input as JSON text.</summary>
    [Id(0)]
    public required string Input { get; init; }

    /// <summary>Words to find the saga by; at most 16 of 1 to 100 characters. Not part of the input: a repeat does not change them.</summary>
    [Id(1)]
    public ImmutableArray<string> Tags { get; init; } = [];
}

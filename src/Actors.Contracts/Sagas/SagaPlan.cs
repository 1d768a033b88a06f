using System.Collections.Immutable;

namespace Actors.Sagas;

/// <summary>A definition as a plain graph: data only, without its handlers.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Sagas.SagaPlan")]
public sealed record SagaPlan
{
    /// <summary>The definition's name.</summary>
    [Id(0)]
    public required string Definition { get; init; }

    /// <summary>The definition's version.</summary>
    [Id(1)]
    public required int Version { get; init; }

    /// <summary>
    /// Names the shape: order, names, classes and targets of the steps. Timeouts and retries are not part of it and may change
    /// without a new version.
    /// </summary>
    [Id(2)]
    public required string Hash { get; init; }

    /// <summary>The steps in their order.</summary>
    [Id(3)]
    public required ImmutableArray<SagaPlanStep> Steps { get; init; }

    /// <summary>The index of the pivot, or the number of steps if there is none.</summary>
    public int Pivot
    {
        get
        {
            for (var i = 0; i < Steps.Length; i++)
            {
                if (Steps[i].Class == SagaStepClass.Pivot) return i;
            }

            return Steps.Length;
        }
    }
}

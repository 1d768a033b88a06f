using Actors.Records;

namespace Actors.Sagas;

/// <summary>What a command made of a saga: the image after it, and what the driver does next.</summary>
public sealed record SagaTurn(RecordImage<SagaState> Image, SagaAction Action)
{
    /// <summary>Why nothing was done.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>Whether the command started the saga.</summary>
    public bool Created { get; init; }
}

namespace Actors.Sagas;

/// <summary>The answer of a saga: <see cref="Done"/> or <see cref="Refused"/>.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Sagas.SagaReply")]
public abstract record SagaReply
{
    private SagaReply()
    {
    }

    /// <summary>Carried out, durably.</summary>
    /// <param name="Saga">The saga after it.</param>
    /// <param name="Created">Whether this request started it.</param>
    [GenerateSerializer, Immutable, Alias("Actors.Sagas.SagaReply.Done")]
    public sealed record Done([property: Id(0)] SagaDescription Saga, [property: Id(1)] bool Created = false) : SagaReply;

    /// <summary>Refused; nothing was changed.</summary>
    [GenerateSerializer, Immutable, Alias("Actors.Sagas.SagaReply.Refused")]
    public sealed record Refused([property: Id(0)] Refusal Refusal) : SagaReply;
}

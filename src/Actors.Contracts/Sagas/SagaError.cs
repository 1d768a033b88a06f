namespace Actors.Sagas;

/// <summary>Why a saga went backward, or does not go on.</summary>
/// <param name="Step">The step that it happened at, if it was one.</param>
/// <param name="Code">A stable code: the target's own reason, an error code in kebab case, or one of <see cref="SagaErrorCodes"/>.</param>
/// <param name="Detail">A sentence for people.</param>
[GenerateSerializer, Immutable, Alias("Actors.Sagas.SagaError")]
public sealed record SagaError([property: Id(0)] string? Step, [property: Id(1)] string Code, [property: Id(2)] string Detail);

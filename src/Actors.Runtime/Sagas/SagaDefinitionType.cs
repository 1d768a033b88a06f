namespace Actors.Sagas;

/// <summary>A definition that the host has registered.</summary>
internal sealed record SagaDefinitionType(Type Type);

namespace Actors.Sagas;

/// <summary>The reply of a step that was done.</summary>
public sealed record SagaResult(string Step, JsonText Value);

using System.Collections.Immutable;

namespace Actors.Sagas;

/// <summary>What is known of a saga when a command of one of its steps is made.</summary>
/// <param name="Id">The saga's id.</param>
/// <param name="Input">Its input as JSON text.</param>
/// <param name="Results">The replies of the steps done so far, as JSON text.</param>
/// <param name="Error">Why it compensates, or null.</param>
public sealed record SagaFrame(string Id, string Input, ImmutableDictionary<string, string> Results, SagaError? Error);

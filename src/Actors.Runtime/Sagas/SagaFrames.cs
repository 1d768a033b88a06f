using System.Collections.Immutable;

namespace Actors.Sagas;

/// <summary>What a definition's code is shown of a state.</summary>
internal static class SagaFrames
{
    internal static SagaFrame Of(string id, SagaState state) => new(
        id,
        state.Input.Text,
        state.Results.ToImmutableDictionary(result => result.Step, result => result.Value.Text, StringComparer.Ordinal),
        state.Cause);
}

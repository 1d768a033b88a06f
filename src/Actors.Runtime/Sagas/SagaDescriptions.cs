using System.Text;
using Actors.Records;

namespace Actors.Sagas;

/// <summary>How a stored state is shown and found.</summary>
internal static class SagaDescriptions
{
    private const string StepTag = "step:";
    private const string UserTag = "tag:";
    private const string VersionTag = "version:";

    /// <summary>The tag of sagas stuck at a step. Running sagas have none: a hot write touches no index.</summary>
    internal static string TagOfStep(string step) => StepTag + step;

    internal static string TagOfUser(string tag) => UserTag + tag;

    internal static Facets Facets(SagaState state)
    {
        var tags = state.Tags.Select(TagOfUser).Append($"{VersionTag}{state.DefinitionVersion}");
        if (state is { Status: SagaStatus.Stuck, Step: { } step }) tags = tags.Append(TagOfStep(step));
        return new Facets(SagaTurns.Word(state.Status), [.. tags]);
    }

    internal static SagaDescription Of(string id, SagaState state, long version) => new()
    {
        Definition = state.Definition,
        Id = id,
        Status = state.Status,
        Step = state.Step,
        Direction = state.Direction,
        Version = version,
        DefinitionVersion = state.DefinitionVersion,
        Input = state.Input.Text,
        Result = state.Status == SagaStatus.Completed ? Results(state) : null,
        Error = state.Status is SagaStatus.Compensating or SagaStatus.Compensated ? state.Cause : state.Trouble,
        StartedAt = state.StartedAt,
        UpdatedAt = state.UpdatedAt,
        Tags = state.Tags,
    };

    private static string Results(SagaState state)
    {
        // Step names need no escaping, and the values are JSON already.
        var text = new StringBuilder("{");
        foreach (var result in state.Results)
        {
            if (text.Length > 1) text.Append(',');
            text.Append('"').Append(result.Step).Append("\":").Append(result.Value.Text);
        }

        return text.Append('}').ToString();
    }
}

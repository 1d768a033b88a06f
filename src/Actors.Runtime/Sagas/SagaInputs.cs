using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Actors.Sagas;

/// <summary>Reads what a saga is started with.</summary>
internal static class SagaInputs
{
    /// <summary>The largest input, in characters: there must be room for results beside it.</summary>
    internal const int InputLengthMax = 256 * 1024;

    internal static string Hash(string input) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(input)).AsSpan(0, 16));

    /// <summary>The input in its normal form, or why it is none.</summary>
    internal static (string Input, Refusal? Refusal) Read(SagaBlueprint blueprint, string json)
    {
        if (json.Length > InputLengthMax)
        {
            return ("", new Refusal(ErrorCode.TooLarge, $"The input has {json.Length} characters; at most {InputLengthMax} are taken."));
        }

        try
        {
            return (blueprint.NormalizeInput(json), null);
        }
        catch (JsonException exception)
        {
            var sentence = exception.Message.Split(" Path:", 2)[0];
            return ("", new Refusal(
                ErrorCode.InvalidRequest,
                $"The input does not fit '{blueprint.Plan.Definition}'{(exception.Path is { Length: > 0 } path ? $" at {path}" : "")}: {sentence}"));
        }
    }

    /// <summary>Refuses tags that cannot be kept.</summary>
    internal static Refusal? RefuseTags(IReadOnlyCollection<string> tags)
        => tags.Count <= StartSaga.TagsMax && tags.All(tag => tag is { Length: > 0 and <= StartSaga.TagLengthMax } && Names.Refuse("tag", tag) is null)
            ? null
            : new Refusal(
                ErrorCode.InvalidRequest, $"A saga takes at most {StartSaga.TagsMax} tags of 1 to {StartSaga.TagLengthMax} characters, without controls and '/'.");

    /// <summary>
    /// Refuses an input that makes no key of one of the targets: a saga that could neither do nor undo a step would be stuck
    /// rather than refused. Keys that depend on results are not known yet and are checked when they are.
    /// </summary>
    internal static Refusal? RefuseKeys(SagaBlueprint blueprint, string id, string input)
    {
        var frame = new SagaFrame(id, input, ImmutableDictionary<string, string>.Empty, null);
        for (var i = 0; i < blueprint.Plan.Steps.Length; i++)
        {
            var step = blueprint.Plan.Steps[i];
            var wrong = (step.Do is null ? null : Refuse(i, undo: false)) ?? (step.Undo is null ? null : Refuse(i, undo: true));
            if (wrong is not null) return new Refusal(ErrorCode.InvalidRequest, $"The input gives the step '{step.Name}' no key. {wrong.Detail}");
        }

        return null;

        Refusal? Refuse(int step, bool undo)
            => blueprint.TryKey(step, undo, frame, out var key) ? Names.Refuse("key", key) : null;
    }
}

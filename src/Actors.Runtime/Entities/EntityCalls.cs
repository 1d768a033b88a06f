using Actors.Commands;

namespace Actors.Entities;

/// <summary>What a call must be before its command is looked at.</summary>
internal static class EntityCalls
{
    /// <summary>The longest request id, in characters.</summary>
    internal const int RequestIdLengthMax = 512;

    internal static Refusal? Refuse(CommandCall call)
    {
        if (!IsId(call.RequestId) || !IsId(call.Undoes)) return Invalid($"A request id is 1 to {RequestIdLengthMax} characters without controls.");
        if (call.Undoes is null) return call.IfVersion < 0 ? Invalid("A version is 0 or more.") : null;
        return call.RequestId is null || call.RequestId == call.Undoes
            ? Invalid("An undo needs a request id of its own, which is not the one that it undoes.")
            : null;
    }

    private static bool IsId(string? id) => id is null || (id.Length is > 0 and <= RequestIdLengthMax && !id.Any(char.IsControl));

    private static Refusal Invalid(string detail) => new(ErrorCode.InvalidRequest, detail);
}

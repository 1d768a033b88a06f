using Actors.Commands;

namespace Actors.Entities;

/// <summary>What a call must be before its command is looked at.</summary>
internal static class EntityCalls
{
    internal static Refusal? Refuse(CommandCall call)
    {
        if ((Explain(call.RequestId) ?? Explain(call.Undoes)) is { } wrong) return Invalid(wrong);
        if (call.Fence is { } fence && EntityFences.Explain(fence) is { } unfit) return Invalid(unfit);
        if (call.Undoes is null) return call.IfVersion < 0 ? Invalid("A version is 0 or more.") : null;
        if (call.Fence is not null) return Invalid("An undo takes no fencing token: what was done is undone whoever asks.");
        return call.RequestId is null || call.RequestId == call.Undoes
            ? Invalid("An undo needs a request id of its own, which is not the one that it undoes.")
            : null;
    }

    private static string? Explain(string? id) => id is null ? null : EntityLimits.ExplainRequestId(id);

    private static Refusal Invalid(string detail) => new(ErrorCode.InvalidRequest, detail);
}

using Actors.Commands;

namespace Actors.Tests.Sagas;

/// <summary>
/// Targets with the guard that entities have: receipts, tombstones, and undos that may come first. Keeps every effect in order, so
/// that what was applied twice or in the wrong order is seen.
/// </summary>
internal sealed class FakeParticipants
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CommandReply.Done> _receipts = [];
    private readonly HashSet<string> _tombstones = [];
    private readonly List<string> _effects = [];

    /// <summary>Refuses the step's command, by the step's name.</summary>
    internal Func<string, Refusal?> Refuse { get; set; } = _ => null;

    /// <summary>Effects in order: "hotel" was done, "-hotel" undone.</summary>
    internal IReadOnlyList<string> Effects
    {
        get
        {
            lock (_gate) return [.. _effects];
        }
    }

    internal static string StepOf(string requestId) => requestId.Split('/')[3];

    internal CommandReply Execute(CommandCall call)
    {
        lock (_gate)
        {
            if (_receipts.TryGetValue(call.RequestId!, out var receipt)) return receipt with { Replayed = true };
            if (_tombstones.Contains(call.RequestId!)) return new CommandReply.Refused(new Refusal(ErrorCode.AlreadyUndone, "It was undone."));
            var undo = call.RequestId!.EndsWith("/undo", StringComparison.Ordinal);
            var step = StepOf(call.RequestId);
            if (Refuse(undo ? $"-{step}" : step) is { } refusal) return new CommandReply.Refused(refusal);
            if (call.Undoes is { } undone && !_receipts.ContainsKey(undone)) _tombstones.Add(undone);
            else _effects.Add(undo ? $"-{step}" : step);
            return _receipts[call.RequestId] = new CommandReply.Done($$"""{"step":"{{step}}"}""", 1, Replayed: false);
        }
    }
}

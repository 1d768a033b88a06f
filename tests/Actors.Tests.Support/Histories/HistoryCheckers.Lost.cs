namespace Actors.Tests.Support.Histories;

/// <summary>Loss told in time.</summary>
public static partial class HistoryCheckers
{
    /// <summary>How much longer than until its deadline a running holder may believe: what timers and busy processors take.</summary>
    public static readonly TimeSpan LossAllowance = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Whoever is told of losses is told by its deadline: the sending of the last renewal that was acknowledged in time, plus the TTL.
    /// Time in which the process did not run is not counted. Only processes that write down when they did not run are looked at.
    /// </summary>
    public static HistoryVerdict Lost(IReadOnlyList<HistoryEvent> history)
    {
        var judged = 0;
        var violations = new List<string>();
        foreach (var process in history.GroupBy(item => item.Process))
        {
            var stalls = process.Where(item => item.Action == HistoryActions.Stall).ToList();
            if (stalls.Count == 0) continue;
            var last = process.Max(item => item.At);
            foreach (var hold in process.Where(item => item.Token is not null).GroupBy(item => (item.Name, item.Token)))
            {
                if (Deadline(hold) is not { } deadline) continue;
                var lost = First(hold, HistoryKind.Ok, HistoryActions.Lost);
                var released = First(hold, HistoryKind.Invoke, HistoryActions.Release);

                // Who was never told believed until it gave back, or until the end.
                var believed = Math.Min(lost ?? last, released ?? last);
                var over = believed - deadline - stalls.Sum(stall => Overlap(stall, deadline, believed));
                var late = over > LossAllowance.Ticks * 100;
                if (lost is not null || late) judged++;
                if (!late) continue;
                violations.Add($"{process.Key} believed in {hold.Key.Name} {hold.Key.Token} for {over / 1e6:0} ms after its deadline, {(lost is null ? "never told" : "told too late")}");
            }
        }

        return new HistoryVerdict(judged, violations);
    }

    /// <summary>The deadline after all answers; one that came after the deadline that there was until then revives nothing.</summary>
    private static long? Deadline(IEnumerable<HistoryEvent> hold)
    {
        long? deadline = null;
        foreach (var answer in hold.Where(item => item is { Kind: HistoryKind.Ok, Deadline: not null }).OrderBy(item => item.At))
        {
            if (!(answer.At > deadline)) deadline = Math.Max(deadline ?? long.MinValue, answer.Deadline!.Value);
        }

        return deadline;
    }

    private static long? First(IEnumerable<HistoryEvent> hold, HistoryKind kind, string action)
        => hold.Where(item => item.Kind == kind && item.Action == action).Min(item => (long?)item.At);

    private static long Overlap(HistoryEvent stall, long from, long until)
        => Math.Max(0, Math.Min(stall.At, until) - Math.Max(stall.Since!.Value, from));
}

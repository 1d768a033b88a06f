namespace Actors.Tests.Support.Histories;

/// <summary>Registers and counters.</summary>
public static partial class HistoryCheckers
{
    private static readonly TimeSpan SearchLimit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Every register behaved as one register that is read and written at one moment between the sending of each request and its answer.
    /// A search that does not end in time counts as a violation: it has proved nothing.
    /// </summary>
    public static HistoryVerdict Registers(IReadOnlyList<HistoryEvent> history) => Registers(history, SearchLimit);

    internal static HistoryVerdict Registers(IReadOnlyList<HistoryEvent> history, TimeSpan limit)
    {
        var judged = 0;
        var violations = new List<string>();
        foreach (var register in history.Where(item => item.Action is HistoryActions.Set or HistoryActions.Read).GroupBy(item => item.Name))
        {
            judged += register.Count(item => item.Kind is HistoryKind.Ok or HistoryKind.Fail);
            var linearizable = RegisterSearch.IsLinearizable(register, limit);
            if (linearizable is null) violations.Add($"{register.Key}: no order was found within {limit.TotalSeconds} s, nor that there is none");
            if (linearizable is false) violations.Add($"{register.Key}: no order of its operations explains all answers");
        }

        return new HistoryVerdict(judged, violations);
    }

    /// <summary>
    /// Every addition that was acknowledged is in its counter once, none that was refused, and of those unknown each once or not at all;
    /// no two were told the same value.
    /// </summary>
    public static HistoryVerdict Counters(IReadOnlyList<HistoryEvent> history)
    {
        var judged = 0;
        var violations = new List<string>();
        foreach (var counter in history.Where(item => item.Action is HistoryActions.Add or HistoryActions.Final).GroupBy(item => item.Name))
        {
            var ends = counter.GroupBy(item => (item.Process, item.Operation)).Select(group => group.MaxBy(item => item.At)!).ToList();
            var added = ends.Where(item => item is { Action: HistoryActions.Add, Kind: HistoryKind.Ok }).ToList();
            var unknown = ends.Count(item => item is { Action: HistoryActions.Add, Kind: HistoryKind.Info or HistoryKind.Invoke });
            judged += added.Count;
            if (ends.Find(item => item is { Action: HistoryActions.Final, Kind: HistoryKind.Ok }) is not { Value: { } final })
            {
                violations.Add($"{counter.Key}: never read after the run");
                continue;
            }

            if (final < added.Count) violations.Add($"{counter.Key}: {added.Count} additions were acknowledged, and {final} are there");
            if (final > added.Count + unknown) violations.Add($"{counter.Key}: {final} are there, and {added.Count} additions were acknowledged and {unknown} are unknown");
            violations.AddRange(added.GroupBy(item => item.Value).Where(same => same.Count() > 1)
                .Select(same => $"{counter.Key}: {same.Count()} additions were told {same.Key}"));
            if (added.Max(item => item.Value) > final) violations.Add($"{counter.Key}: an addition was told {added.Max(item => item.Value)}, and {final} are there");
        }

        return new HistoryVerdict(judged, violations);
    }
}

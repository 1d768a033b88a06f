namespace Actors.Tests.Support.Histories;

/// <summary>What must be true of every history of locks and roles, whatever was killed or frozen meanwhile.</summary>
public static partial class HistoryCheckers
{
    /// <summary>No more trust a grant of a name at a time than each of them allows, each by its own rule.</summary>
    public static HistoryVerdict Exclusion(IReadOnlyList<HistoryEvent> history)
    {
        var violations = new List<string>();
        // A grant that came too late to be trusted was never held.
        var holds = HistoryHold.Of(history).Where(hold => hold.Until > hold.From).ToList();
        foreach (var name in holds.GroupBy(hold => hold.Name))
        {
            var present = new List<HistoryHold>();
            foreach (var hold in name.OrderBy(hold => hold.From))
            {
                present.RemoveAll(other => other.Until <= hold.From);
                var others = present.Where(other => (other.Token, other.Process) != (hold.Token, hold.Process)).ToList();
                var count = 1 + others.DistinctBy(other => (other.Token, other.Process)).Count();
                if (count > others.Append(hold).Min(one => one.Together)) violations.Add($"{hold} while {string.Join(" and ", others)}");
                present.Add(hold);
            }
        }

        return new HistoryVerdict(holds.Count, violations);
    }

    /// <summary>A token or term belongs to one process, and an acquire that began after another was answered gets a higher one.</summary>
    public static HistoryVerdict Tokens(IReadOnlyList<HistoryEvent> history)
    {
        var violations = new List<string>();
        var begun = history.Where(item => item.Kind == HistoryKind.Invoke).ToDictionary(item => (item.Process, item.Operation), item => item.At);
        var grants = history.Where(item => item is { Kind: HistoryKind.Ok, Action: HistoryActions.Acquire, Token: not null }).ToList();
        foreach (var name in grants.GroupBy(grant => grant.Name))
        {
            foreach (var twice in name.GroupBy(grant => grant.Token).Where(token => token.Count() > 1))
            {
                violations.Add($"{name.Key}: token {twice.Key} was granted {twice.Count()} times: {string.Join(", ", twice.Select(grant => grant.Process))}");
            }

            var answered = new Queue<HistoryEvent>(name.OrderBy(grant => grant.At));
            var highest = long.MinValue;
            foreach (var grant in name.OrderBy(grant => begun[(grant.Process, grant.Operation)]))
            {
                var start = begun[(grant.Process, grant.Operation)];
                while (answered.TryPeek(out var earlier) && earlier.At < start) highest = Math.Max(highest, answered.Dequeue().Token!.Value);
                if (grant.Token <= highest) violations.Add($"{name.Key}: {grant.Process} got {grant.Token} after {highest} had been granted");
            }
        }

        return new HistoryVerdict(grants.Count, violations);
    }

    /// <summary>After the faults, everybody who went on asking was served.</summary>
    public static HistoryVerdict Served(IReadOnlyList<HistoryEvent> history, long faultsEnded)
    {
        var asked = history
            .Where(item => item is { Kind: HistoryKind.Invoke, Action: HistoryActions.Acquire } && item.At > faultsEnded)
            .Select(item => (item.Process, item.Name)).Distinct().ToList();
        var served = history
            .Where(item => item is { Kind: HistoryKind.Ok, Action: HistoryActions.Acquire } && item.At > faultsEnded)
            .Select(item => (item.Process, item.Name)).ToHashSet();
        return new HistoryVerdict(asked.Count, [.. asked.Where(one => !served.Contains(one)).Select(one => $"{one.Process} was never granted {one.Name} after the faults")]);
    }
}

namespace Actors.Tests.Support.Histories;

/// <summary>Fenced writes.</summary>
public static partial class HistoryCheckers
{
    /// <summary>In the order of its versions, a register was written under tokens that never go back, each version by one write.</summary>
    public static HistoryVerdict Fences(IReadOnlyList<HistoryEvent> history)
    {
        var violations = new List<string>();
        var writes = history.Where(item => item is { Kind: HistoryKind.Ok, Action: HistoryActions.Write, Version: not null }).ToList();
        foreach (var register in writes.GroupBy(write => write.Name))
        {
            HistoryEvent? last = null;
            foreach (var write in register.OrderBy(write => write.Version))
            {
                if (write.Version == last?.Version) violations.Add($"{register.Key}: {write.Process} and {last?.Process} both wrote version {write.Version}");
                if (write.Token < last?.Token) violations.Add($"{register.Key}: {write.Process} wrote under {write.Token} over {last?.Process}'s {last?.Token}");
                if (last is null || write.Token > last.Token) last = write;
                else last = last with { Version = write.Version };
            }
        }

        return new HistoryVerdict(writes.Count, violations);
    }
}

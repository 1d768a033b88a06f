namespace Actors.Tests.Support.Histories;

/// <summary>A time in which a process trusted a grant: from an acknowledgement to its deadline, or to its release if that came first.</summary>
internal sealed record HistoryHold(string Process, string Name, long Token, long From, long Until, int Together)
{
    internal static List<HistoryHold> Of(IReadOnlyList<HistoryEvent> history)
    {
        var releases = history
            .Where(item => item is { Kind: HistoryKind.Invoke, Action: HistoryActions.Release, Token: not null })
            .GroupBy(item => (item.Process, item.Name, item.Token!.Value))
            .ToDictionary(group => group.Key, group => group.Min(item => item.At));
        return [.. history
            .Where(item => item is { Kind: HistoryKind.Ok, Token: not null, Deadline: not null })
            .Select(item => new HistoryHold(
                item.Process,
                item.Name,
                item.Token!.Value,
                item.At,
                Math.Min(item.Deadline!.Value, releases.GetValueOrDefault((item.Process, item.Name, item.Token.Value), long.MaxValue)),
                item.Together))];
    }
}

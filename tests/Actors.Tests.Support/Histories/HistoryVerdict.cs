namespace Actors.Tests.Support.Histories;

/// <summary>What a checker found. A checker that saw nothing has proved nothing.</summary>
/// <param name="Checked">How many things it looked at.</param>
/// <param name="Violations">What was wrong, for people to read.</param>
public sealed record HistoryVerdict(int Checked, IReadOnlyList<string> Violations)
{
    public bool Holds => Checked > 0 && Violations.Count == 0;

    public override string ToString() => Checked == 0 ? "nothing was checked" : $"{Checked} checked, {Violations.Count} violations\n{string.Join('\n', Violations.Take(10))}";
}

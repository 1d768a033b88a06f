using System.Collections.Immutable;

namespace Actors.Leaders;

/// <summary>How much a policy wants a candidate or a leader, leaving aside who came first. Less is better.</summary>
internal readonly record struct LeaderRank(int Preference, int AgainstPriority) : IComparable<LeaderRank>
{
    internal static LeaderRank Of(LeaderPolicy policy, LeaderSeat seat) => Of(policy, seat.Priority, seat.Labels);

    internal static LeaderRank Of(LeaderPolicy policy, QueuedCandidate candidate) => Of(policy, candidate.Priority, candidate.Labels);

    public int CompareTo(LeaderRank other)
    {
        var order = Preference.CompareTo(other.Preference);
        return order != 0 ? order : AgainstPriority.CompareTo(other.AgainstPriority);
    }

    private static LeaderRank Of(LeaderPolicy policy, int priority, ImmutableSortedDictionary<string, string> labels) => policy.Selection switch
    {
        LeaderSelection.Fifo => default,
        LeaderSelection.Preferred => new LeaderRank(Preferred(policy, labels), -priority),
        _ => new LeaderRank(0, -priority),
    };

    /// <summary>Which set of preferred labels fits: the first whose labels are all there.</summary>
    private static int Preferred(LeaderPolicy policy, ImmutableSortedDictionary<string, string> labels)
    {
        var sets = policy.PreferredLabels;
        for (var i = 0; i < sets.Length; i++)
        {
            if (sets[i].All(wanted => labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value)) return i;
        }

        return sets.Length;
    }
}

using System.IO.Hashing;
using System.Text;

namespace Actors.Leaders.Partitions;

/// <summary>Who should have how many partitions, and which. The same input gives the same answer on every silo.</summary>
internal static class PartitionBalance
{
    /// <summary>
    /// Shares in proportion to capacity, rounded to whole partitions that are all of them together. Those who have one more than
    /// their rounded share are the first to keep it, so that a change of members moves no more than it must.
    /// </summary>
    /// <param name="capacities">The members' capacities; at least one.</param>
    /// <param name="loads">How many partitions each has.</param>
    /// <param name="partitions">How many there are.</param>
    internal static int[] Quotas(IReadOnlyList<int> capacities, IReadOnlyList<int> loads, int partitions)
    {
        var total = capacities.Sum(capacity => (long)capacity);
        var quotas = capacities.Select(capacity => (int)((long)partitions * capacity / total)).ToArray();
        var favoured = Enumerable.Range(0, quotas.Length)
            .Select(index => (Index: index, Remainder: (long)partitions * capacities[index] % total, Keeps: loads[index] > quotas[index]))
            .Where(member => member.Remainder > 0)
            .OrderByDescending(member => member.Keeps)
            .ThenByDescending(member => member.Remainder)
            .ThenBy(member => member.Index)
            .Take(partitions - quotas.Sum())
            .ToList();
        foreach (var (index, _, _) in favoured) quotas[index]++;
        return quotas;
    }

    /// <summary>How much a member and a partition belong together (rendezvous hashing).</summary>
    internal static ulong Affinity(string member, int partition) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(member), partition);
}

using Actors.Leaders.Partitions;
using CsCheck;

namespace Actors.Tests.Leaders.Partitions;

public sealed class PartitionBalanceTests
{
    [Fact]
    public void Quotas_are_all_partitions_within_one_of_the_share_and_those_who_have_more_keep_it_first()
        => Gen.Select(Gen.Int[1, 1000], Gen.Int[0, 1024]).Array[1, 20].Select(Gen.Int[1, 1024]).Sample((members, partitions) =>
        {
            var (capacities, loads) = (members.Select(member => member.Item1).ToArray(), members.Select(member => member.Item2).ToArray());
            var quotas = PartitionBalance.Quotas(capacities, loads, partitions);
            Assert.Equal(partitions, quotas.Sum());
            for (var i = 0; i < quotas.Length; i++)
            {
                var share = (double)partitions * capacities[i] / capacities.Sum();
                Assert.InRange(quotas[i] - share, -1, 1);
            }
        });

    [Theory]
    [InlineData(3, 5)]
    [InlineData(5, 3)]
    public void A_change_of_equal_members_moves_no_more_than_it_must(int before, int after)
    {
        const int partitions = 64;
        var old = PartitionBalance.Quotas(Enumerable.Repeat(1, before).ToArray(), new int[before], partitions);
        var loads = Enumerable.Range(0, after).Select(index => index < before ? old[index] : 0).ToArray();
        var quotas = PartitionBalance.Quotas(Enumerable.Repeat(1, after).ToArray(), loads, partitions);
        var kept = loads.Zip(quotas, Math.Min).Sum();
        var sorted = loads.Order().ToArray();
        Assert.Equal(sorted.Zip(quotas.Order(), Math.Min).Sum(), kept);
    }
}

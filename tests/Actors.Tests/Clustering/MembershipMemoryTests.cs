using Actors.Clustering;

namespace Actors.Tests.Clustering;

/// <summary>When a silo believes that its membership table was lost.</summary>
public sealed class MembershipMemoryTests
{
    [Fact]
    public void A_row_that_is_gone_at_two_looks_is_lost_and_at_one_is_not()
    {
        var memory = new MembershipMemory();
        Assert.Null(memory.Look(6, hasOwnRow: true));
        Assert.Null(memory.Look(0, hasOwnRow: false));
        Assert.Null(memory.Look(6, hasOwnRow: true));
        Assert.Null(memory.Look(0, hasOwnRow: false));
        Assert.Equal("this silo's row is gone", memory.Look(2, hasOwnRow: false));
    }

    [Fact]
    public void An_older_copy_of_the_table_is_a_loss_also_with_the_row_in_it()
    {
        var memory = new MembershipMemory();
        Assert.Null(memory.Look(9, hasOwnRow: true));
        Assert.Null(memory.Look(7, hasOwnRow: true));
        Assert.Equal("its version went back from 9 to 8", memory.Look(8, hasOwnRow: true));
    }

    [Fact]
    public void A_version_that_stays_or_rises_is_none()
    {
        var memory = new MembershipMemory();
        foreach (var version in (int[])[1, 1, 2, 5, 5, 5]) Assert.Null(memory.Look(version, hasOwnRow: true));
    }
}

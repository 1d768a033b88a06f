using CsCheck;

namespace Actors.Tests.Leaders.Partitions;

/// <summary>
/// Random histories: three members, two activations that read the same row whenever they like, clocks that run at rates up to the
/// bound apart, messages and answers that are late or lost, commits by compare-and-set, crashes, leaves and clean-up.
/// </summary>
public sealed class PartitionMachineProperties
{
    private static readonly Gen<(int Kind, int Who, int Where, int Delay)[]> Histories
        = Gen.Select(Gen.Int[0, 15], Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 3000]).Array[50, 400];

    [Fact]
    public void No_partition_has_two_owners_terms_rise_and_in_the_end_all_are_worked_on()
        => Histories.Sample(
            history =>
            {
                var world = new PartitionWorld();
                foreach (var (kind, who, where, delay) in history) world.Step(kind, who, where, delay);
                world.Calm();
            },
            iter: 1000);

    [Fact]
    public void The_histories_reach_moves_conflicts_and_clean_ups()
    {
        var (terms, conflicts, removals, worked, acknowledged) = (0, 0, 0, 0, 0);
        var random = new Random(7);
        for (var run = 0; run < 300; run++)
        {
            var world = new PartitionWorld();
            for (var step = 0; step < 400; step++) world.Step(random.Next(16), random.Next(3), random.Next(4), random.Next(3001));
            terms += world.Terms;
            conflicts += world.Conflicts;
            removals += world.Removals;
            worked += world.Worked;
            acknowledged += world.Acknowledged;
        }

        Assert.True(
            terms > 1000 && conflicts > 300 && removals > 1 && worked > 1000 && acknowledged > 100,
            $"{terms} terms, {conflicts} conflicts, {removals} removals, {worked} worked, {acknowledged} acknowledged");
    }
}

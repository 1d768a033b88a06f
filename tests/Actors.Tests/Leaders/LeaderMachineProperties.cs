using CsCheck;

namespace Actors.Tests.Leaders;

/// <summary>
/// Random histories: three candidates, two activations that read the same row whenever they like, clocks that run at rates up to
/// the bound apart, messages that are late or lost, commits by compare-and-set, crashes and clean-up.
/// </summary>
public sealed class LeaderMachineProperties
{
    private static readonly Gen<(int Kind, int Who, int Where, int Delay)[]> Histories
        = Gen.Select(Gen.Int[0, 15], Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 3000]).Array[50, 400];

    [Fact]
    public void One_leader_a_term_terms_rise_and_never_two_unexpired_leaders()
        => Histories.Sample(
            history =>
            {
                var world = new LeaderWorld();
                foreach (var (kind, who, where, delay) in history) world.Step(kind, who, where, delay);
            },
            iter: 3000);

    [Fact]
    public void The_histories_reach_hand_overs_expiries_conflicts_and_clean_ups()
    {
        var (terms, conflicts, removals, held) = (0L, 0, 0, 0);
        var random = new Random(7);
        for (var run = 0; run < 600; run++)
        {
            var world = new LeaderWorld();
            for (var step = 0; step < 400; step++) world.Step(random.Next(16), random.Next(3), random.Next(4), random.Next(3001));
            terms += world.Terms;
            conflicts += world.Conflicts;
            removals += world.Removals;
            held += world.Held;
        }

        Assert.True(terms > 1000 && conflicts > 1000 && removals > 10 && held > 500, $"{terms} terms, {conflicts} conflicts, {removals} removals, {held} held");
    }
}

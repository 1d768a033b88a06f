using CsCheck;

namespace Actors.Tests.Leaders;

/// <summary>
/// Random histories: four candidates, two activations that read the same row whenever they like, clocks that run at rates up to
/// the bound apart, messages that are late or lost, commits by compare-and-set, crashes, clean-up, policies with and without
/// preemption, and one seat or several.
/// </summary>
public sealed class LeaderMachineProperties
{
    private static readonly Gen<(int Kind, int Who, int Where, int Delay)[]> Histories = Gen.Select(
        Gen.Int[0, LeaderWorld.Kinds - 1], Gen.Int[0, LeaderWorld.Candidates - 1], Gen.Int[0, 3], Gen.Int[0, 3000]).Array[50, 400];

    /// <summary>How many seats there are throughout; 0 has policies change them.</summary>
    public static TheoryData<int> Seats => [1, 3, 0];

    [Theory]
    [MemberData(nameof(Seats))]
    public void One_leader_a_term_terms_rise_and_never_more_unexpired_leaders_than_seats(int seats)
        => Histories.Sample(
            history =>
            {
                var world = new LeaderWorld(seats == 0 ? null : seats);
                foreach (var (kind, who, where, delay) in history) world.Step(kind, who, where, delay);
            },
            iter: 2000);

    [Theory]
    [MemberData(nameof(Seats))]
    public void The_histories_reach_hand_overs_expiries_conflicts_clean_ups_yields_and_proclamations(int seats)
    {
        var (terms, conflicts, removals, held, together) = (0L, 0, 0, 0, 0);
        var (yields, overstays, handOffs, proclamations) = (0, 0, 0, 0);
        var random = new Random(7);
        for (var run = 0; run < 600; run++)
        {
            var world = new LeaderWorld(seats == 0 ? null : seats);
            for (var step = 0; step < 400; step++)
            {
                world.Step(random.Next(LeaderWorld.Kinds), random.Next(LeaderWorld.Candidates), random.Next(4), random.Next(3001));
            }

            terms += world.Terms;
            conflicts += world.Conflicts;
            removals += world.Removals;
            held += world.Held;
            yields += world.Yields;
            overstays += world.Overstays;
            handOffs += world.HandOffs;
            proclamations += world.Proclamations;
            together = Math.Max(together, world.Together);
        }

        var seen = $"{terms} terms, {conflicts} conflicts, {removals} removals, {held} held, {yields} yields, {overstays} overstays, "
            + $"{handOffs} hand-offs, {proclamations} proclamations, {together} together";
        Assert.True(terms > 1000 && conflicts > 1000 && held > 500, seen);
        Assert.True(yields > 20 && overstays > 0 && handOffs > 5 && proclamations > 5, seen);
        Assert.True(seats != 1 || removals > 0, seen);
        Assert.Equal(seats == 0 ? 4 : seats, together);
    }
}

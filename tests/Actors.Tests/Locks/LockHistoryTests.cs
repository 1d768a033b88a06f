namespace Actors.Tests.Locks;

/// <summary>Random histories over two activations, delays, losses, crashes and skewed clocks.</summary>
public sealed class LockHistoryTests
{
    [Fact]
    public void Nobody_is_granted_a_lock_that_another_may_still_believe_to_hold_and_tokens_only_rise()
    {
        int grants = 0, conflicts = 0, deletions = 0, conversions = 0, together = 0, sessions = 0, notes = 0, delays = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var simulation = new LockSimulation(seed);
            simulation.Run(seconds: 300);
            grants += simulation.Grants;
            conflicts += simulation.Conflicts;
            deletions += simulation.Deletions;
            conversions += simulation.Conversions;
            together += simulation.Together;
            sessions += simulation.SessionsEnded;
            notes += simulation.Notes;
            delays += simulation.Delays;
        }

        // The histories are worth something only if what they are about has happened.
        Assert.True(grants > 5000, $"{grants} grants");
        Assert.True(conflicts > 1000, $"{conflicts} conflicts");
        Assert.True(deletions > 50, $"{deletions} deletions");
        Assert.True(conversions > 500, $"{conversions} conversions");
        Assert.True(together > 1000, $"{together} moments with several holders");
        Assert.True(sessions > 500, $"{sessions} ended sessions");
        Assert.True(notes > 50, $"{notes} notes");
        Assert.True(delays > 100, $"{delays} delays");
    }
}

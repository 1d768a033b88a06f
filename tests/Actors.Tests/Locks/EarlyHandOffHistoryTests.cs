namespace Actors.Tests.Locks;

/// <summary>Random histories of early hand-offs over three activations, delays, losses, crashes, revocations and sessions that end.</summary>
public sealed class EarlyHandOffHistoryTests
{
    [Fact]
    public void Nobody_is_told_of_a_grant_that_another_may_still_believe_to_have_and_in_the_end_all_are_served()
    {
        int grants = 0, early = 0, lost = 0, late = 0, sessions = 0, revoked = 0, givenUp = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var simulation = new EarlyHandOffSimulation(seed);
            simulation.Run(seconds: 100, calm: 40);
            grants += simulation.Grants;
            early += simulation.Early;
            lost += simulation.Lost;
            late += simulation.ToldLate;
            sessions += simulation.SessionsEnded;
            revoked += simulation.Revoked;
            givenUp += simulation.GivenUp;
        }

        // The histories are worth something only if what they are about has happened.
        Assert.True(grants > 5000, $"{grants} grants");
        Assert.True(early > 5000, $"{early} early answers");
        Assert.True(lost > 500, $"{lost} lost answers");
        Assert.True(late > 50, $"{late} told by an activation that was overtaken");
        Assert.True(sessions > 300, $"{sessions} ended sessions");
        Assert.True(revoked > 50, $"{revoked} revoked");
        Assert.True(givenUp > 1000, $"{givenUp} given up");
    }
}

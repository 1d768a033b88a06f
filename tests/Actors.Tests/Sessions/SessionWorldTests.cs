namespace Actors.Tests.Sessions;

public sealed class SessionWorldTests
{
    /// <summary>etcd#15247, etcd#12528: an old leader that was stuck went on renewing, and ending, leases that had moved on.</summary>
    [Fact]
    public void No_session_ends_under_an_owner_that_trusts_it_and_no_stale_activation_renews_one()
    {
        var (renewals, conflicts, expiries) = (0, 0, 0);
        for (var seed = 0; seed < 400; seed++)
        {
            var world = new SessionWorld(seed);
            world.Run(seconds: 120);
            renewals += world.Renewals;
            conflicts += world.Conflicts;
            expiries += world.Expiries;
        }

        // The world is harsh enough to mean something.
        Assert.True(renewals > 400 && conflicts > 400 && expiries > 100, $"{renewals} renewals, {conflicts} conflicts, {expiries} expiries.");
    }
}

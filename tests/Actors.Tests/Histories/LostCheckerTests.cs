using Actors.Tests.Support.Histories;

namespace Actors.Tests.Histories;

/// <summary>The checker of losses told in time, on histories made by hand. Times are milliseconds.</summary>
public sealed class LostCheckerTests
{
    private const long Allowance = 250;

    private readonly List<HistoryEvent> _history = [];

    public LostCheckerTests() => Stall(0, 0);

    [Fact]
    public void A_loss_told_by_the_deadline_of_the_last_renewal_is_good()
    {
        Holds(at: 10, deadline: 2000);
        Holds(at: 700, deadline: 2600);
        Lost(at: 2600 + Allowance);
        var verdict = HistoryCheckers.Lost(_history);
        Assert.Equal((1, true), (verdict.Checked, verdict.Holds));
    }

    [Fact]
    public void A_loss_told_late_is_found()
    {
        Holds(10, 2000);
        Lost(2001 + Allowance);
        Assert.Contains("told too late", Assert.Single(HistoryCheckers.Lost(_history).Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_never_told_before_the_release_is_found()
    {
        Holds(10, 2000);
        Add(HistoryKind.Invoke, 2001 + Allowance, HistoryActions.Release);
        Assert.Contains("never told", Assert.Single(HistoryCheckers.Lost(_history).Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_never_told_while_the_process_lives_is_found()
    {
        Holds(10, 2000);
        Stall(2900, 2930);
        Assert.Single(HistoryCheckers.Lost(_history).Violations);
    }

    [Fact]
    public void A_release_in_time_needs_no_loss()
    {
        Holds(10, 2000);
        Add(HistoryKind.Invoke, 1500, HistoryActions.Release);
        Stall(5000, 5030);
        Assert.Empty(HistoryCheckers.Lost(_history).Violations);
        Assert.False(HistoryCheckers.Lost(_history).Holds);
    }

    [Fact]
    public void A_process_that_was_killed_need_not_be_told()
    {
        Holds(10, 2000);
        Assert.Empty(HistoryCheckers.Lost(_history).Violations);
    }

    [Fact]
    public void A_frozen_process_is_told_when_it_thaws()
    {
        Holds(10, 2000);
        Lost(5000 + Allowance);
        Stall(1500, 5000);
        Assert.True(HistoryCheckers.Lost(_history).Holds);
    }

    [Fact]
    public void A_thawed_process_is_not_told_later_than_that()
    {
        Holds(10, 2000);
        Stall(1500, 5000);
        Lost(5001 + Allowance);
        Assert.Single(HistoryCheckers.Lost(_history).Violations);
    }

    [Fact]
    public void An_answer_after_the_deadline_revives_nothing()
    {
        Holds(10, 2000);
        Holds(2100, 4000);
        Lost(4000);
        Assert.Single(HistoryCheckers.Lost(_history).Violations);
    }

    [Fact]
    public void A_process_that_does_not_say_when_it_ran_is_not_judged()
    {
        _history.Clear();
        Holds(10, 2000);
        Lost(9000);
        Assert.Equal(0, HistoryCheckers.Lost(_history).Checked);
    }

    private void Holds(long at, long deadline) => Add(HistoryKind.Ok, at, HistoryActions.Renew, deadline: deadline);

    private void Lost(long at) => Add(HistoryKind.Ok, at, HistoryActions.Lost);

    private void Stall(long since, long at)
        => _history.Add(new HistoryEvent("a", 0, HistoryKind.Ok, Nanoseconds(at), HistoryActions.Stall, "", Since: Nanoseconds(since)));

    private void Add(HistoryKind kind, long at, string action, long? deadline = null)
        => _history.Add(new HistoryEvent("a", 0, kind, Nanoseconds(at), action, "lock", 1, deadline is { } until ? Nanoseconds(until) : null));

    private static long Nanoseconds(long milliseconds) => milliseconds * 1_000_000;
}

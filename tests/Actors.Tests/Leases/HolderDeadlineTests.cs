using Actors.Leases;
using Actors.Tests.Sessions;

namespace Actors.Tests.Leases;

public sealed class HolderDeadlineTests
{
    private readonly SleepyTimeProvider _time = new();

    [Fact]
    public void It_passes_at_its_instant_and_not_before()
    {
        using var deadline = In(15);
        _time.Advance(TimeSpan.FromSeconds(14.9));
        Assert.False(deadline.Passed.IsCancellationRequested);
        Assert.Equal(0.1, deadline.Remaining.TotalSeconds, precision: 3);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(deadline.Passed.IsCancellationRequested);
        Assert.Equal(TimeSpan.Zero, deadline.Remaining);
    }

    [Fact]
    public void A_renewal_moves_it_later_and_one_that_was_overtaken_does_not_move_it_back()
    {
        using var deadline = In(15);
        deadline.Move(Instant(20));
        deadline.Move(Instant(10));
        _time.Advance(TimeSpan.FromSeconds(19.9));
        Assert.False(deadline.Passed.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(deadline.Passed.IsCancellationRequested);
    }

    [Fact]
    public void A_renewal_that_is_heard_of_after_the_machine_slept_over_it_does_not_bring_it_back()
    {
        using var deadline = In(15);
        _time.Sleep(TimeSpan.FromSeconds(15));

        // No timer has fired yet.
        Assert.False(deadline.Passed.IsCancellationRequested);
        deadline.Move(Instant(15));
        Assert.Equal(TimeSpan.Zero, deadline.Remaining);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(deadline.Passed.IsCancellationRequested);
    }

    [Fact]
    public void What_is_over_before_its_time_has_nothing_left()
    {
        using var deadline = In(15);
        deadline.End();
        Assert.True(deadline.Passed.IsCancellationRequested);
        Assert.Equal(TimeSpan.Zero, deadline.Remaining);
    }

    [Fact]
    public void What_was_given_back_never_passes_also_if_it_is_found_over_then()
    {
        var deadline = In(15);
        deadline.Dispose();
        deadline.End();
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.False(deadline.Passed.IsCancellationRequested);
        Assert.Equal(TimeSpan.Zero, deadline.Remaining);
    }

    private HolderDeadline In(double seconds) => new(_time, Instant(seconds));

    private long Instant(double seconds) => HolderDeadline.After(_time, _time.GetTimestamp(), TimeSpan.FromSeconds(seconds));
}

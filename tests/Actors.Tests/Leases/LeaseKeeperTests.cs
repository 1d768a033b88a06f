using Actors.Leases;
using Actors.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Leases;

/// <summary>When a lease is renewed, by a clock that the test moves, and what becomes of renewals that fail, hang or are refused.</summary>
public sealed class LeaseKeeperTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<double> _renewals = [];
    private readonly DateTimeOffset _start;

    public LeaseKeeperTests() => _start = _time.GetUtcNow();

    [Fact]
    public async Task It_renews_each_third_of_the_TTL()
    {
        await using var keeper = Keep(15, _ => Renewed(15));
        await _time.PassAsync(21);
        Assert.Equal([5.0, 10.0, 15.0, 20.0], _renewals);
        Assert.False(keeper.Lost.IsCancellationRequested);
        Assert.Equal(TimeSpan.FromSeconds(14), keeper.Remaining);
    }

    [Fact]
    public async Task It_renews_a_third_after_what_gave_the_lease_was_sent_and_soon_if_the_answer_took_longer()
    {
        await using var keeper = Keep(15, _ => Renewed(_renewals.Count == 1 ? 12 : 15), left: 4);
        await _time.PassAsync(9);
        Assert.Equal([0.5, 2.5, 7.5], _renewals);
        Assert.False(keeper.Lost.IsCancellationRequested);
    }

    [Theory]
    [InlineData(15, 5.0, 5.5)]
    [InlineData(60, 20.0, 21.0)]
    public async Task One_that_failed_whatever_it_threw_is_repeated_after_a_tenth_of_that_and_a_second_at_most(double ttl, double first, double second)
    {
        await using var keeper = Keep(ttl, _ => _renewals.Count == 1 ? throw new InvalidOperationException("Nobody foresaw this.") : Renewed(ttl));
        await _time.PassAsync(second);
        Assert.Equal([first, second], _renewals);
    }

    [Fact]
    public async Task One_that_hangs_is_given_up_after_a_third_of_the_TTL_and_repeated()
    {
        await using var keeper = Keep(15, async given =>
        {
            if (_renewals.Count == 1) await Task.Delay(Timeout.InfiniteTimeSpan, _time, given);
            return await Renewed(15);
        });
        await _time.PassAsync(10.5);

        // The first exception of a process takes its time, and the clock does not wait for it.
        while (_renewals.Count == 1 && !keeper.Lost.IsCancellationRequested) await _time.PassAsync(0.5);
        Assert.Equal(5.0, _renewals[0]);
        Assert.InRange(_renewals[1], 10.5, 14.5);
        await _time.PassAsync(5);
        Assert.False(keeper.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_lease_that_is_known_to_have_ended_is_lost_at_once_and_renewed_no_more()
    {
        await using var keeper = Keep(15, _ => Task.FromResult<long?>(null), warning: 4);
        await _time.PassAsync(5);
        Assert.True(keeper.Lost.IsCancellationRequested && keeper.Warned.IsCancellationRequested);
        await _time.PassAsync(20);
        Assert.Equal([5.0], _renewals);
    }

    [Fact]
    public async Task The_warning_comes_before_the_loss_and_both_move_with_the_renewals()
    {
        await using var keeper = Keep(15, _ => _renewals.Count == 1 ? Renewed(15) : throw new TimeoutException(), warning: 4);
        await _time.PassAsync(15.5);
        Assert.False(keeper.Warned.IsCancellationRequested);
        await _time.PassAsync(0.5);
        Assert.True(keeper.Warned.IsCancellationRequested);
        await _time.PassAsync(3.5);
        Assert.False(keeper.Lost.IsCancellationRequested);
        await _time.PassAsync(0.5);
        Assert.True(keeper.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Stopping_waits_for_the_renewal_that_is_under_way_and_the_deadline_runs_on()
    {
        var answer = new TaskCompletionSource<long?>();
        await using var keeper = Keep(15, _ => answer.Task);
        await _time.PassAsync(5);
        var stopping = keeper.StopAsync();
        await _time.PassAsync(1);
        Assert.False(stopping.IsCompleted);
        answer.SetException(new TimeoutException());
        await stopping.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await _time.PassAsync(9);
        Assert.Equal([5.0], _renewals);
        Assert.True(keeper.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Giving_back_is_no_loss_also_if_the_last_renewal_finds_that_it_has_ended()
    {
        var answer = new TaskCompletionSource<long?>();
        var keeper = Keep(15, _ => answer.Task);
        await _time.PassAsync(5);
        var disposing = keeper.DisposeAsync().AsTask();
        answer.SetResult(null);
        await disposing.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await _time.PassAsync(20);
        Assert.False(keeper.Lost.IsCancellationRequested);
        Assert.Equal(TimeSpan.Zero, keeper.Remaining);
    }

    private LeaseKeeper Keep(double ttl, Func<CancellationToken, Task<long?>> renew, double warning = 0, double? left = null) => new(
        _time, TimeSpan.FromSeconds(ttl), Instant(left ?? ttl),
        given =>
        {
            _renewals.Add((_time.GetUtcNow() - _start).TotalSeconds);
            return renew(given);
        },
        TimeSpan.FromSeconds(warning));

    private Task<long?> Renewed(double ttl) => Task.FromResult<long?>(Instant(ttl));

    private long Instant(double seconds) => HolderDeadline.After(_time, _time.GetTimestamp(), TimeSpan.FromSeconds(seconds));
}

using Actors.Clustering;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Clustering;

/// <summary>When a small cluster is warned of.</summary>
public sealed class SiloCountTests
{
    [Fact]
    public void A_small_cluster_is_told_once_after_a_minute_and_again_only_after_it_was_large_enough()
    {
        var time = new FakeTimeProvider();
        var count = new SiloCount(time);
        Assert.False(count.IsFewForLong(2));
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(count.IsFewForLong(1));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(count.IsFewForLong(2));
        time.Advance(TimeSpan.FromHours(1));
        Assert.False(count.IsFewForLong(2));

        Assert.False(count.IsFewForLong(3));
        Assert.False(count.IsFewForLong(2));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(count.IsFewForLong(2));
    }
}

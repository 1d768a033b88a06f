using Actors.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Storage;

public sealed class CommitFaultsTests
{
    [Fact]
    public void A_database_that_is_down_is_told_at_once_and_then_every_ten_seconds_with_how_much_it_met()
    {
        var (time, logger) = (new FakeTimeProvider(), new FakeLogger());
        var faults = new CommitFaults(logger, time);
        faults.Tell(3, new InvalidOperationException("The wrapper.", new IOException("The disk is full.")));
        faults.Tell(2, new IOException("The disk is full."));
        time.Advance(TimeSpan.FromSeconds(9.9));
        faults.Tell(5, new IOException("The disk is full."));
        var first = Assert.Single(logger.Collector.GetSnapshot());
        Assert.Equal(LogLevel.Warning, first.Level);
        Assert.StartsWith("The database did not acknowledge the writes of 3 records: The disk is full. ", first.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(first.Exception);

        time.Advance(TimeSpan.FromSeconds(0.1));
        faults.Tell(1, new IOException("The server is gone."));
        Assert.EndsWith(" 7 more since this was last said.", logger.LatestRecord.Message, StringComparison.Ordinal);
        time.Advance(TimeSpan.FromSeconds(10));
        faults.Tell(1, new IOException("The server is gone."));
        Assert.EndsWith(" 0 more since this was last said.", logger.LatestRecord.Message, StringComparison.Ordinal);
        Assert.Equal(3, logger.Collector.Count);
    }
}

namespace Actors.Feed;

/// <summary>Reads the feed of events for callers without the database: front ends and clients.</summary>
[Alias("Actors.Feed.IFeedGrain")]
public interface IFeedGrain : IGrainWithStringKey
{
    /// <summary>Reads on from a cursor; waits up to <see cref="ReadFeed.Wait"/> if there is nothing yet.</summary>
    [Alias("Read")]
    Task<FeedBatch> ReadAsync(ReadFeed request, CancellationToken cancellationToken);
}

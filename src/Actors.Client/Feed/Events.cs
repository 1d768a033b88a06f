using System.Runtime.CompilerServices;
using Actors.Calls;

namespace Actors.Feed;

/// <summary>The feed: everything that was committed with an event, in commit order, resumable.</summary>
public sealed class Events(GrainCalls calls)
{
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(5);

    /// <summary>Reads one stretch of the feed.</summary>
    public Task<FeedBatch> ReadAsync(ReadFeed request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return calls.ReadAsync(
            attempt => calls.Grain<IFeedGrain>("feed", "0").ReadAsync(request, attempt), cancellationToken, request.Wait);
    }

    /// <summary>Follows the feed until cancelled.</summary>
    /// <param name="after">The cursor of the last event seen; "" is the very first event; null is now.</param>
    /// <param name="kind">A kind such as "lock" or "entity/stock", a pillar such as "entity", or null for all.</param>
    /// <param name="prefix">The beginning of the key, or "".</param>
    /// <param name="cancellationToken">Ends the following.</param>
    /// <exception cref="ActorsException">The cursor is not one, or events after it are no longer kept.</exception>
    public async IAsyncEnumerable<FeedEvent> FollowAsync(
        string? after = null, string? kind = null, string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new ReadFeed { After = after, Kind = kind, Prefix = prefix };
        while (true)
        {
            var batch = await ReadAsync(request, cancellationToken).ConfigureAwait(false);
            if (batch.Refusal is { } refusal) throw new ActorsException(refusal);
            foreach (var read in batch.Events) yield return read;
            request = request with { After = batch.Next, Wait = Slice };
        }
    }
}

using System.Collections.Immutable;

namespace Actors.Feed;

/// <summary>A stretch of the feed in commit order.</summary>
/// <param name="Events">The events, possibly none.</param>
/// <param name="Next">Where to read on.</param>
/// <param name="Refusal">Why there is none: the cursor is not one or is too old; else null.</param>
[GenerateSerializer, Immutable, Alias("Actors.Feed.FeedBatch")]
public sealed record FeedBatch(
    [property: Id(0)] ImmutableArray<FeedEvent> Events,
    [property: Id(1)] string Next,
    [property: Id(2)] Refusal? Refusal = null);

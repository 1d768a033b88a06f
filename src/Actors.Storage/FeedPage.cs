namespace Actors.Storage;

/// <summary>
/// A stretch of one database's feed in commit order, and where to go on. <see cref="Next"/> moves past what the filter left
/// out too, so a quiet filter does not read the same rows again. <see cref="Gone"/>: the cursor is older than what is kept.
/// </summary>
public sealed record FeedPage(IReadOnlyList<StoredEvent> Events, FeedPosition Next, bool Gone);

namespace Actors.Storage;

/// <summary>Events, each with the cursor to resume after it, and where to read on. <see cref="Gone"/>: the cursor is too old.</summary>
public sealed record FeedRead(IReadOnlyList<(StoredEvent Event, FeedCursor Cursor)> Events, FeedCursor Next, bool Gone);

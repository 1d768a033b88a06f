namespace Actors.Storage;

/// <summary>The limits of a query, the same over every database.</summary>
internal static class QueryRules
{
    internal static void Check(RecordQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is < 1 or > RecordQuery.LimitMax)
        {
            throw new ArgumentException($"A page has 1 to {RecordQuery.LimitMax} rows; {query.Limit} were asked for.", nameof(query));
        }
    }

    internal static void Check(FeedFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (!StoredText.CanBeKept(filter.Kind) || !StoredText.CanBeKept(filter.KeyPrefix))
        {
            throw new ArgumentException("The filter has a NUL character or a lone surrogate, which no key has.", nameof(filter));
        }
    }

    /// <summary>Whether any row could match: text that no database keeps is in no row, and must not reach a database.</summary>
    internal static bool CanMatch(RecordQuery query)
        => StoredText.CanBeKept(query.Kind) && StoredText.CanBeKept(query.KeyPrefix)
            && StoredText.CanBeKept(query.Status) && StoredText.CanBeKept(query.Tag);
}

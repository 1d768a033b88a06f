using System.Collections.Immutable;
using Actors.Storage;

namespace Actors.Records;

/// <summary>Lists records from the store, a page at a time; the same limits for every pillar.</summary>
internal static class RecordListing
{
    // What is not a column is filtered here, after reading; this bounds one call.
    private const int ReadsMax = 10;

    // A page of large states ends early, so that one answer never weighs more than a few documents.
    private const int PageCharactersMax = 4 * 1024 * 1024;

    /// <summary>Returns why no key can begin so, or null.</summary>
    internal static Refusal? RefusePrefix(string prefix) => prefix.Length == 0 ? null : Names.Refuse("prefix", prefix);

    /// <summary>One page, in the order of the store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="query">Which records, and how many at most.</param>
    /// <param name="cursor">Where the page before ended; null begins.</param>
    /// <param name="filters">Whether <paramref name="describe"/> leaves records out.</param>
    /// <param name="describe">Describes a record; null leaves it out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task<RecordPage<T>> PageAsync<T>(
        IRecordStore store, RecordQuery query, string? cursor, bool filters, Func<StoredRecord, T?> describe, CancellationToken cancellationToken)
        where T : class
    {
        if (Refuse(query) is { } refusal) return new RecordPage<T>([], null, refusal);
        if (PageCursor.Continue(query, cursor) is not { } reading) return new RecordPage<T>([], null, PageCursor.Invalid);
        if (filters) reading = reading with { Limit = RecordQuery.LimitMax };
        var items = ImmutableArray.CreateBuilder<T>();
        var size = 0;
        RecordKey last = default;
        for (var reads = 0; reads < ReadsMax; reads++)
        {
            var rows = await store.AskAsync(one => one.ListAsync(reading, cancellationToken));
            foreach (var row in rows)
            {
                if (describe(row) is { } item)
                {
                    size += row.State.Length;
                    if (items.Count > 0 && size > PageCharactersMax) return new RecordPage<T>(items.ToImmutable(), PageCursor.Write(last));
                    items.Add(item);
                }

                last = row.Key;
                if (items.Count == query.Limit) return new RecordPage<T>(items.ToImmutable(), PageCursor.Write(last));
            }

            if (rows.Count < reading.Limit) return new RecordPage<T>(items.ToImmutable(), null);
            reading = reading with { After = last };
        }

        return new RecordPage<T>(items.ToImmutable(), PageCursor.Write(last));
    }

    private static Refusal? Refuse(RecordQuery query) => query.Limit is >= 1 and <= RecordQuery.LimitMax
        ? RefusePrefix(query.KeyPrefix)
        : new Refusal(ErrorCode.InvalidRequest, $"The limit is {query.Limit}; it takes 1 to {RecordQuery.LimitMax}.");
}

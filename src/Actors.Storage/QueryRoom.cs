namespace Actors.Storage;

/// <summary>
/// Lets so many queries of one database be under way or wait for a connection, and refuses the others at once: lists, counts, the
/// feed and receipts, which are not gathered as reads by key are.
/// </summary>
internal sealed class QueryRoom(int max)
{
    private int _count;

    internal async Task<T> AskAsync<T>(Func<Task<T>> query)
    {
        if (Interlocked.Increment(ref _count) > max)
        {
            Interlocked.Decrement(ref _count);
            StoreInstruments.Refused("queries");
            throw new StoreOverloadedException("queries");
        }

        try
        {
            return await query().ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }
}

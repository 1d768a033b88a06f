using System.Collections.Immutable;
using Actors.Hosting;
using Actors.Records;
using Actors.Storage;
using Orleans.Concurrency;

namespace Actors.Feed;

/// <summary>Reads the feed on whatever silo the caller came to.</summary>
[StatelessWorker(maxLocalWorkers: 64), Reentrant, GrainType("feed")]
internal sealed class FeedGrain(IRecordStore store, TimeProvider time, SiloEnding ending) : Grain, IFeedGrain
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(5);

    public async Task<FeedBatch> ReadAsync(ReadFeed request, CancellationToken cancellationToken)
    {
        if (await CursorAsync(request.After, cancellationToken) is not { } cursor)
        {
            return new FeedBatch([], "", new Refusal(
                ErrorCode.InvalidCursor, "The cursor is not one of this feed. Use the id of an event, or leave it out to begin now."));
        }

        var filter = new FeedFilter(request.Kind, request.Prefix);
        var limit = Math.Clamp(request.Limit, 1, RecordQuery.LimitMax);
        var wait = request.Wait < WaitMax ? request.Wait : WaitMax;
        var started = time.GetTimestamp();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ending.Begun);
        while (true)
        {
            var read = await store.AskAsync(one => one.ReadFeedAsync(cursor, filter, limit, cancellationToken));
            if (read.Gone)
            {
                FeedInstruments.Expired();
                return new FeedBatch([], "", new Refusal(
                    ErrorCode.CursorExpired, "Events after this cursor are no longer kept. Read the state anew, and the feed from now on."));
            }

            if (read.Events is [.., var newest]) FeedInstruments.HandedOut(read.Events.Count, time.GetUtcNow() - newest.Event.At);
            if (read.Events.Count > 0 || time.GetElapsedTime(started) >= wait || ending.Begun.IsCancellationRequested) return Batch(read);
            cursor = read.Next;
            await Task.Delay(PollPeriod, time, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<FeedCursor?> CursorAsync(string? after, CancellationToken cancellationToken)
    {
        var end = after is null or "" ? await store.AskAsync(one => one.FeedEndAsync(cancellationToken)) : null;
        return after switch
        {
            null => end,
            "" => FeedCursor.Start(end!.Positions.Length),
            _ => FeedCursor.TryParse(after),
        };
    }

    private static FeedBatch Batch(FeedRead read) => new(
        read.Events.Select(Event).ToImmutableArray(), read.Next.ToString());

    private static FeedEvent Event((StoredEvent Event, FeedCursor Cursor) read) => new()
    {
        Cursor = read.Cursor.ToString(),
        Kind = read.Event.Key.Kind,
        Key = read.Event.Key.Key,
        Version = read.Event.Version,
        Type = read.Event.Type,
        At = read.Event.At,
        Data = read.Event.Data,
    };
}

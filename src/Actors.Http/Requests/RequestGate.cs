using System.Collections.Concurrent;
using Actors.Hosting;
using Microsoft.Extensions.Options;

namespace Actors.Requests;

/// <summary>
/// Counts what is under way and refuses what is too much, before anything of it is read. Nothing queues here: a queue in front of a
/// process that has too much to do only makes every answer late.
/// </summary>
internal sealed class RequestGate(IOptions<ActorsHttpOptions> options)
{
    private readonly Room _requests = new(options.Value.RequestsMax);
    private readonly Room _waits = new(options.Value.WaitsMax);
    private readonly long _bytesMax = options.Value.BodyBytesMax;
    private long _bytes;

    /// <summary>How many requests are under way, those that wait and those that do not.</summary>
    internal int Count => _requests.Count + _waits.Count;

    /// <summary>Takes a request in; <see cref="Leave"/> when it is over. Or says why not, and then it has not come in.</summary>
    internal Refusal? TryEnter(in RequestLoad load)
    {
        var room = load.Waits ? _waits : _requests;
        if (room.TryEnter(load.Key) is { } full) return Refuse(load, full);
        if (Interlocked.Add(ref _bytes, load.BodyBytes) <= _bytesMax || load.BodyBytes == 0) return null;
        Leave(load);
        return Refuse(load, "bytes");
    }

    internal void Leave(in RequestLoad load)
    {
        Interlocked.Add(ref _bytes, -load.BodyBytes);
        (load.Waits ? _waits : _requests).Leave(load.Key);
    }

    private static Refusal Refuse(in RequestLoad load, string full)
    {
        RequestInstruments.Shed(load.Waits, full);
        return new Refusal(
            ErrorCode.Overloaded,
            full == "key"
                ? "Too many requests for this are under way. Nothing was done; try again later."
                : "Too many requests are under way. Nothing was done; try again later.").With("retryAfterSeconds", "1");
    }

    /// <summary>
    /// Places for requests of one kind. One key gets half of them at most, so that the others' are not all its. Keys are counted
    /// exactly: in a table of buckets whoever shared one with a hot key would be refused with it.
    /// </summary>
    private sealed class Room(int max)
    {
        private readonly ConcurrentDictionary<string, int> _keys = new(StringComparer.Ordinal);
        private readonly int _keyMax = max / 2;
        private int _count;

        internal int Count => Volatile.Read(ref _count);

        /// <summary>Null if there was a place. The key first: what is refused for its key must not fill the room even for a moment.</summary>
        internal string? TryEnter(string key)
        {
            if (_keys.AddOrUpdate(key, 1, static (_, count) => count + 1) > _keyMax)
            {
                LeaveKey(key);
                return "key";
            }

            if (Interlocked.Increment(ref _count) <= max) return null;
            Leave(key);
            return "all";
        }

        internal void Leave(string key)
        {
            Interlocked.Decrement(ref _count);
            LeaveKey(key);
        }

        // Goes only if it is still nought: who came in meanwhile has counted itself there.
        private void LeaveKey(string key)
        {
            if (_keys.AddOrUpdate(key, 0, static (_, count) => count - 1) == 0) _keys.TryRemove(new KeyValuePair<string, int>(key, 0));
        }
    }
}

using Actors.Hosting;
using Microsoft.Extensions.Options;

namespace Actors.Requests;

/// <summary>
/// Counts what is under way and refuses what is too much, before anything of it is read. Nothing queues here: a queue in front of a
/// process that has too much to do only makes every answer late.
/// </summary>
internal sealed class RequestGate(IOptions<ActorsHttpOptions> options)
{
    private const int Buckets = 4096;

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

    /// <summary>Places for requests of one kind. One key gets half of them at most, so that the others' are not all its.</summary>
    private sealed class Room(int max)
    {
        private readonly int[] _keys = new int[Buckets];
        private readonly int _keyMax = max / 2;
        private int _count;

        internal int Count => Volatile.Read(ref _count);

        internal string? TryEnter(int key)
        {
            if (!TryAdd(ref _count, max)) return "all";
            if (TryAdd(ref _keys[key & (Buckets - 1)], _keyMax)) return null;
            Interlocked.Decrement(ref _count);
            return "key";
        }

        internal void Leave(int key)
        {
            Interlocked.Decrement(ref _keys[key & (Buckets - 1)]);
            Interlocked.Decrement(ref _count);
        }

        private static bool TryAdd(ref int count, int max)
        {
            if (Interlocked.Increment(ref count) <= max) return true;
            Interlocked.Decrement(ref count);
            return false;
        }
    }
}

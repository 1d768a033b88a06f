using System.Diagnostics;

namespace Actors.Benchmarks.Locking;

/// <summary>What is seen of one lock that many want: who had it, in which order they had come, and that it was one at a time.</summary>
internal sealed class Contest
{
    private readonly Lock _gate = new();
    private long _places;
    private (long Number, long Since) _lastPlace;
    private long? _lastToken;
    private int _lastCaller = -1;
    private int _holders;
    private long _until;

    /// <summary>How often the lock went from one caller to another in this phase.</summary>
    internal long HandOffs { get; private set; }

    /// <summary>How many waits ended after one that had begun later.</summary>
    internal long Overtaken { get; private set; }

    /// <summary>How much later, at most, the overtaking one had begun. Requests that leave within a moment may arrive in another order.</summary>
    internal TimeSpan OvertakenBy { get; private set; }

    /// <summary>A phase begins. The last waits of the one before were served when no new ones came, so they count in none.</summary>
    internal void Begin(TimeSpan length)
    {
        HandOffs = 0;
        _until = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
    }

    /// <summary>Asks for the lock. Places are given in the order in which the requests leave: nobody else sends meanwhile.</summary>
    internal ((long Number, long Since) Place, Task<IAsyncDisposable> Hold) Join(ILocker locker, string name)
    {
        lock (_gate) return ((++_places, Stopwatch.GetTimestamp()), locker.AcquireAsync(name));
    }

    /// <summary>A caller has the lock.</summary>
    internal void Enter(int caller, (long Number, long Since) place, long? token)
    {
        if (Interlocked.Increment(ref _holders) != 1) throw new InvalidOperationException("Two callers hold the lock.");
        if (token <= _lastToken) throw new InvalidOperationException($"Token {token} came after {_lastToken}.");
        if (caller != _lastCaller && Stopwatch.GetTimestamp() <= _until) HandOffs++;
        _lastToken = token;
        _lastCaller = caller;
        if (place.Number > _lastPlace.Number)
        {
            _lastPlace = place;
            return;
        }

        Overtaken++;
        var by = Stopwatch.GetElapsedTime(place.Since, _lastPlace.Since);
        if (by > OvertakenBy) OvertakenBy = by;
    }

    /// <summary>It is about to give it back.</summary>
    internal void Leave() => Interlocked.Decrement(ref _holders);
}

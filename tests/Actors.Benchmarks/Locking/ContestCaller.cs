using System.Diagnostics;
using Actors.Benchmarks.Load;

namespace Actors.Benchmarks.Locking;

/// <summary>One of those who want the same lock, again and again.</summary>
internal sealed class ContestCaller(Contest contest, ILocker locker, string name, int number) : ICaller
{
    private List<TimeSpan> _waits = [];

    /// <summary>How often it had the lock.</summary>
    internal long Grants { get; private set; }

    /// <summary>How long each wait took since this was last called.</summary>
    internal IReadOnlyList<TimeSpan> TakeWaits()
    {
        var taken = _waits;
        _waits = [];
        return taken;
    }

    public async Task CallAsync()
    {
        var started = Stopwatch.GetTimestamp();
        var (place, wait) = contest.Join(locker, name);
        await using var hold = await wait;
        contest.Enter(number, place, locker.TokenOf(hold));
        _waits.Add(Stopwatch.GetElapsedTime(started));
        Grants++;
        contest.Leave();
    }
}

using System.Diagnostics;
using Actors.Benchmarks.Load;

namespace Actors.Benchmarks.Locking;

/// <summary>A caller with locks of its own, taken and given back in turn; it remembers the last token of each.</summary>
internal sealed class PairCaller : ICaller
{
    private const int LocksEach = 4;

    private readonly ILocker _locker;
    private readonly string[] _names = new string[LocksEach];
    private readonly long?[] _tokens = new long?[LocksEach];
    private List<TimeSpan> _acquires = [];
    private int _next;

    internal PairCaller(ILocker locker, string name)
    {
        _locker = locker;
        for (var i = 0; i < LocksEach; i++) _names[i] = $"{name}-{i}";
    }

    /// <summary>The last token of each lock.</summary>
    internal IEnumerable<(string Name, long? Token)> Tokens => _names.Zip(_tokens);

    /// <summary>How long each acquire took since this was last called.</summary>
    internal IReadOnlyList<TimeSpan> TakeAcquires()
    {
        var taken = _acquires;
        _acquires = [];
        return taken;
    }

    public async Task CallAsync()
    {
        var place = _next++ % LocksEach;
        var started = Stopwatch.GetTimestamp();
        await using var hold = await _locker.AcquireAsync(_names[place]);
        _acquires.Add(Stopwatch.GetElapsedTime(started));
        var token = _locker.TokenOf(hold);
        if (token <= _tokens[place]) throw new InvalidOperationException($"Token {token} of '{_names[place]}' came after {_tokens[place]}.");
        _tokens[place] = token;
    }
}

using Actors.Benchmarks.Grains;
using Actors.Benchmarks.Load;

namespace Actors.Benchmarks.Writes;

/// <summary>A caller with four grains of its own, written in turn; it remembers what each has acknowledged.</summary>
internal sealed class Writer : ICaller
{
    private const int GrainsEach = 4;

    private readonly IWriterGrain[] _grains = new IWriterGrain[GrainsEach];
    private readonly long[] _acknowledged = new long[GrainsEach];
    private readonly string[] _keys = new string[GrainsEach];
    private int _next;

    internal Writer(IGrainFactory grains, string grainType, string name)
    {
        for (var i = 0; i < GrainsEach; i++)
        {
            _keys[i] = $"{name}-{i}";
            _grains[i] = grains.GetGrain<IWriterGrain>(GrainId.Create(grainType, _keys[i]));
        }
    }

    /// <summary>The last acknowledged number of each grain, by the grain's key.</summary>
    internal IEnumerable<(string Key, long Number)> Acknowledged => _keys.Zip(_acknowledged);

    /// <summary>Writes every grain once, so that none is activated while it is measured.</summary>
    internal async Task BeginAsync()
    {
        for (var i = 0; i < GrainsEach; i++) await CallAsync();
    }

    public async Task CallAsync()
    {
        var place = _next++ % GrainsEach;
        _acknowledged[place] = await _grains[place].WriteAsync();
    }
}

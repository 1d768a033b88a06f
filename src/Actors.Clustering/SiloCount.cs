namespace Actors.Clustering;

/// <summary>Whether the cluster has been smaller than advised for a while. A rolling restart is shorter than that.</summary>
internal sealed class SiloCount(TimeProvider time)
{
    /// <summary>With two, each alone may declare the other dead; with three it takes two votes.</summary>
    internal const int Advised = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private long? _fewSince;
    private bool _told;

    /// <summary>True once each time that fewer than advised have been active for a minute.</summary>
    internal bool IsFewForLong(int active)
    {
        if (active >= Advised)
        {
            (_fewSince, _told) = (null, false);
            return false;
        }

        _fewSince ??= time.GetTimestamp();
        if (_told || time.GetElapsedTime(_fewSince.Value) < Patience) return false;
        return _told = true;
    }
}

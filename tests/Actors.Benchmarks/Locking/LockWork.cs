namespace Actors.Benchmarks.Locking;

/// <summary>Which lines about locks to run.</summary>
[Flags]
internal enum LockWork
{
    None = 0,

    /// <summary>Distinct keys, in a crowd and among few.</summary>
    Pairs = 1,

    /// <summary>One key that all want.</summary>
    HandOffs = 2,

    /// <summary>Many locks that are held at rest.</summary>
    Renewals = 4,

    All = Pairs | HandOffs | Renewals,
}

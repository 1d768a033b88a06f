using System.Collections.Immutable;
using Actors.Leases;

namespace Actors.Locks;

/// <summary>How a caller wants to hold a lock.</summary>
public sealed record LockRequest
{
    /// <summary>What most callers want.</summary>
    public static LockRequest Default { get; } = new();

    /// <summary>Who asks, for people: 1 to 512 characters. Default: the machine's name and the process's id.</summary>
    public string Owner { get; init; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>
    /// How long the lock stays taken if this process dies. It is renewed each third of this. 1 s to 24 h. Default: 15 s.
    /// </summary>
    public TimeSpan Ttl { get; init; } = LeaseRules.TtlDefault;

    /// <summary>What else people should see: at most 16 pairs of at most 64 and 256 characters. Default: none.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

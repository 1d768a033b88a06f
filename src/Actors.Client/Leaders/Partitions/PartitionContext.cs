namespace Actors.Leaders.Partitions;

/// <summary>One ownership of one partition, for the work that is done under it.</summary>
public sealed class PartitionContext
{
    internal PartitionContext(string group, string member, PartitionTerm owned, CancellationToken stopping, CancellationToken lost)
    {
        Group = group;
        Member = member;
        Partition = owned.Partition;
        Term = owned.Term;
        Stopping = stopping;
        Lost = lost;
    }

    /// <summary>The group.</summary>
    public string Group { get; }

    /// <summary>Who owns it: this process's member id.</summary>
    public string Member { get; }

    /// <summary>Which partition, from 0.</summary>
    public int Partition { get; }

    /// <summary>The fencing token, higher than every earlier owner's: pass it to what you write to.</summary>
    public long Term { get; }

    /// <summary>Cancelled when the work must stop. The partition goes to another member only after it has, or after <see cref="Lost"/>.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Cancelled when another owner may exist: whatever still runs must have no effect any more.</summary>
    public CancellationToken Lost { get; }
}

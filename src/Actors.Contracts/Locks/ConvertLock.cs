namespace Actors.Locks;

/// <summary>
/// Makes a grant one of another mode without letting go of it: upgrades shared or upgradeable to exclusive, or downgrades
/// exclusive to either, or upgradeable to shared. Repeatable. An upgrade waits until the other readers have gone, before all who
/// wait, and gives a new fencing token; a downgrade is granted at once and keeps the token.
/// </summary>
[GenerateSerializer, Immutable, Alias("Actors.Locks.ConvertLock")]
public sealed record ConvertLock
{
    /// <summary>The grant.</summary>
    [Id(0)]
    public required string LeaseId { get; init; }

    /// <summary>How the lock is to be held from now on. Not <see cref="LockMode.Semaphore"/>.</summary>
    [Id(1)]
    public required LockMode Mode { get; init; }

    /// <summary>
    /// The fencing token of the grant as its holder knows it. Another one is not converted: a downgrade that was long under way must
    /// not meet a grant that has been upgraded since.
    /// </summary>
    [Id(3)]
    public required long FencingToken { get; init; }

    /// <summary>
    /// How long this poll waits; the server caps it at its slice. Zero answers at once, and gives up the wait; the grant stays
    /// as it was.
    /// </summary>
    [Id(2)]
    public TimeSpan Wait { get; init; }
}

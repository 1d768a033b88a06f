namespace Actors.Records;

/// <summary>
/// A state and its version. Every command that writes has a version of its own, also when several share a commit. Without a
/// state there is no record, and <see cref="Version"/> is the floor that a new one starts above.
/// </summary>
public readonly record struct RecordImage<TState>(TState? State, long Version)
    where TState : class
{
    public bool Exists => State is not null;

    /// <summary>The version that the next command will have if it hands out <paramref name="tokens"/> fencing tokens.</summary>
    public long VersionAfter(int tokens = 0) => checked(Version + Math.Max(1, tokens));
}

namespace Actors.Locks;

/// <summary>What a lock may be called, and how its record is.</summary>
public static class LockName
{
    /// <summary>The kind of record that a lock is, and of grain.</summary>
    public const string Kind = "lock";

    /// <summary>Returns the refusal of <paramref name="name"/>, or null if a lock can be called so.</summary>
    public static Refusal? Refuse(string? name) => Names.Refuse("lock name", name);
}

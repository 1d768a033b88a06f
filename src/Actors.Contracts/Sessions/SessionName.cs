namespace Actors.Sessions;

/// <summary>What a session may be called, and how its record is.</summary>
public static class SessionName
{
    /// <summary>The kind of record that a session is, and of grain.</summary>
    public const string Kind = "session";

    /// <summary>Returns the refusal of <paramref name="id"/>, or null if a session can be called so.</summary>
    public static Refusal? Refuse(string? id) => Names.Refuse("session id", id);
}

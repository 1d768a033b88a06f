namespace Actors.Sessions;

/// <summary>What a session's owner is told of a hold.</summary>
[GenerateSerializer, Alias("Actors.Sessions.SessionNoteKind")]
public enum SessionNoteKind
{
    /// <summary>Never sent.</summary>
    Unknown = 0,

    /// <summary>It is asked back: finish, and release it.</summary>
    Revoked = 1,

    /// <summary>It is lost: stop what it protects.</summary>
    Lost = 2,

    /// <summary>Somebody wants it, and its record has been read again: release it if it is no longer held, as that may have been lost.</summary>
    Confirm = 3,
}

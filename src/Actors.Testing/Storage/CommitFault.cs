namespace Actors.Testing.Storage;

/// <summary>What happens to one commit on its way to the database or back.</summary>
public enum CommitFault
{
    None = 0,

    /// <summary>It never arrives: an error, and nothing was written.</summary>
    ThrowBefore = 1,

    /// <summary>Its acknowledgement is lost: an error, although everything was written.</summary>
    ThrowAfter = 2,

    /// <summary>It arrives twice; the answer is the first one's.</summary>
    Duplicate = 3,

    /// <summary>It arrives after <see cref="FaultyDatabase.Delay"/>.</summary>
    Delay = 4,

    /// <summary>Nothing is written, and the database says so: someone else's transaction holds the rows.</summary>
    Busy = 5,
}

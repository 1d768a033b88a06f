namespace Actors.Storage;

/// <summary>
/// It is not known whether a commit happened. Never a failure: drop what was in memory, read again, and let the caller
/// repeat with the same request id.
/// </summary>
public sealed class CommitUnknownException(Exception inner)
    : Exception("The outcome of the commit is unknown: the connection failed or the answer was lost. Read the record again.", inner);

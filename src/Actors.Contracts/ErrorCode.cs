namespace Actors;

/// <summary>
/// Why a request was refused or has no answer. The name in kebab case is the stable <c>code</c> of the HTTP problem
/// (<c>LockHeld</c> is <c>lock-held</c>); the number is the wire. Names and numbers are never reused.
/// </summary>
public enum ErrorCode
{
    /// <summary>Never sent.</summary>
    Unknown = 0,

    /// <summary>A parameter, header or member is missing, unknown, of the wrong type or out of range.</summary>
    InvalidRequest = 1,

    /// <summary>The body is not JSON.</summary>
    MalformedJson = 2,

    /// <summary>The body or the state is larger than the limit.</summary>
    TooLarge = 3,

    /// <summary>The name or key is not one.</summary>
    InvalidKey = 4,

    /// <summary>There is no such thing.</summary>
    NotFound = 5,

    /// <summary>Another activation has written; nothing of this request was. Retry.</summary>
    Fenced = 6,

    /// <summary>It is not known whether the request was carried out. Retry with the same request id.</summary>
    OutcomeUnknown = 7,

    /// <summary>The service cannot answer now. Retry.</summary>
    Unavailable = 8,

    /// <summary>The request id was used with another body.</summary>
    RequestIdReused = 9,

    /// <summary>The version in If-Match, or the existence that If-None-Match forbids, is not what is stored.</summary>
    PreconditionFailed = 10,

    /// <summary>The request needs a precondition that it does not have.</summary>
    PreconditionRequired = 11,

    /// <summary>The fencing token is not the current one.</summary>
    StaleFencingToken = 12,

    /// <summary>The content type or the method is not one that this path takes.</summary>
    NotSupported = 13,

    /// <summary>The cursor is not one of ours.</summary>
    InvalidCursor = 14,

    /// <summary>The cursor points to events that are no longer kept.</summary>
    CursorExpired = 15,

    /// <summary>A transaction of the user's own holds the row in the database; nothing was written. Retry when it has ended.</summary>
    RowHeld = 16,

    /// <summary>The service has as much to do as it takes on. Nothing was done; retry after a while.</summary>
    Overloaded = 17,

    /// <summary>Someone else holds the lock.</summary>
    LockHeld = 20,

    /// <summary>The lease has ended, or was never one of this lock.</summary>
    LeaseExpired = 21,

    /// <summary>The lock's queue is full.</summary>
    TooManyWaiters = 22,

    /// <summary>The lock is in use in another mode.</summary>
    LockModeConflict = 23,

    /// <summary>The session has ended, or never was. Whatever hung on it is lost.</summary>
    SessionEnded = 24,

    /// <summary>The session holds as many locks as it may.</summary>
    TooManyLocks = 25,

    /// <summary>The wait would never end: each of a circle of owners waits for the next. This one gave way.</summary>
    Deadlock = 26,

    /// <summary>Another reader waits to be upgraded already, and each would wait for the other.</summary>
    UpgradeConflict = 27,

    /// <summary>The candidate is not the leader.</summary>
    NotLeader = 30,

    /// <summary>The role has as many candidates as it takes.</summary>
    TooManyCandidates = 31,

    /// <summary>The partition group has another number of partitions.</summary>
    PartitionsDiffer = 36,

    /// <summary>The membership has ended; what the member owned may be another's.</summary>
    NotMember = 37,

    /// <summary>The partition group has as many members as it takes.</summary>
    TooManyMembers = 38,

    /// <summary>No entity type of this name is registered.</summary>
    UnknownEntityType = 40,

    /// <summary>The entity type has no command of this name.</summary>
    UnknownCommand = 41,

    /// <summary>The command's body does not fit the command.</summary>
    InvalidCommand = 42,

    /// <summary>The entity's own rules refuse the command; the reason is the entity's own code.</summary>
    CommandRefused = 43,

    /// <summary>The undo of this request came first, so the request will never be carried out.</summary>
    AlreadyUndone = 44,

    /// <summary>The entity keeps the tokens of as many fences as it may.</summary>
    TooManyFences = 45,

    /// <summary>No saga definition of this name is registered.</summary>
    UnknownSagaDefinition = 50,

    /// <summary>A saga of this id exists with other input.</summary>
    SagaInputDiffers = 51,

    /// <summary>The saga is past its pivot, or has ended, and cannot be cancelled.</summary>
    SagaNotCancellable = 52,

    /// <summary>The action does not fit the saga's status.</summary>
    SagaActionConflict = 53,
}

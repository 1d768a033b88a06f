namespace Actors.Sagas;

/// <summary>How a saga stands.</summary>
public enum SagaStatus
{
    /// <summary>Never sent.</summary>
    Unknown = 0,

    /// <summary>It goes forward.</summary>
    Running = 1,

    /// <summary>It can do nothing now and goes on by itself; the error says what it waits for.</summary>
    Waiting = 2,

    /// <summary>It goes backward, undoing what was or may have been done.</summary>
    Compensating = 4,

    /// <summary>It cannot go on by itself: an operator retries, cancels or terminates it.</summary>
    Stuck = 5,

    /// <summary>Everything was done. Final.</summary>
    Completed = 6,

    /// <summary>Everything was undone. Final.</summary>
    Compensated = 7,

    /// <summary>An operator ended it as it stood. Final.</summary>
    Terminated = 8,
}

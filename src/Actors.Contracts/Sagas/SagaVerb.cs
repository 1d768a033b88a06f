namespace Actors.Sagas;

/// <summary>What an operator can tell a saga.</summary>
public enum SagaVerb
{
    /// <summary>Never sent.</summary>
    Unknown = 0,

    /// <summary>Undo everything; possible before the pivot.</summary>
    Cancel = 1,

    /// <summary>Try again what the saga is stuck at.</summary>
    Retry = 2,

    /// <summary>End as it stands: nothing more is done or undone.</summary>
    Terminate = 3,
}

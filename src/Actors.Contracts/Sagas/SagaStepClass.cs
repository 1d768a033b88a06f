namespace Actors.Sagas;

/// <summary>What a step means for the whole saga.</summary>
public enum SagaStepClass
{
    /// <summary>Never sent.</summary>
    Unknown = 0,

    /// <summary>Does nothing forward; runs its command when the saga compensates.</summary>
    Compensation = 1,

    /// <summary>Can be undone.</summary>
    Compensatable = 2,

    /// <summary>The point of no return.</summary>
    Pivot = 3,

    /// <summary>After the pivot: repeated until it succeeds, never undone.</summary>
    Retriable = 4,
}

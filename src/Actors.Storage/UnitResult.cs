namespace Actors.Storage;

/// <summary>What became of a unit. All of these are definite; a commit of unknown fate is an exception.</summary>
public enum UnitResult
{
    Unknown = 0,

    /// <summary>The row, its events and its receipts are durable.</summary>
    Committed = 1,

    /// <summary>Nothing was written: the row's version is not the expected one.</summary>
    Conflict = 2,

    /// <summary>Nothing was written: one of the unit's receipts is there already.</summary>
    ReceiptExists = 3,

    /// <summary>Nothing was written: someone else's transaction holds the row locked.</summary>
    Busy = 4,
}

using System.Collections.Immutable;

namespace Actors.Storage;

/// <summary>
/// One write: a compare-and-set on one row, with its events and receipts. A unit commits or is refused as a whole, and
/// what becomes of it never depends on the other units of its batch.
/// </summary>
public sealed record RecordUnit
{
    /// <summary>The longest state, in bytes of UTF-8.</summary>
    public const int StateBytesMax = 1024 * 1024;

    public required RecordKey Key { get; init; }

    public required UnitAction Action { get; init; }

    /// <summary>
    /// The version that the row must have. For <see cref="UnitAction.Insert"/> there must be no row, and this is the floor
    /// of the slot that the writer knew: if the floor has risen since, the insert conflicts, so a new row never takes a
    /// version (or a fencing token) that a deleted one has used.
    /// </summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>By how much the version rises, at least 1. A commit that grants n tokens raises it by n.</summary>
    public int VersionStep { get; init; } = 1;

    /// <summary>The state as JSON text; at most <see cref="StateBytesMax"/> bytes. Ignored by a delete.</summary>
    public string State { get; init; } = "";

    /// <summary>A word to list by. Changes rarely: it is indexed.</summary>
    public string Status { get; init; } = "";

    /// <summary>Words to find by. Change rarely: they are indexed.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Of an update: whether the row has this status and these tags already, so that they need not be written.</summary>
    public bool KeepsFacets { get; init; }

    public DueChange Due { get; init; }

    public ImmutableArray<NewEvent> Events { get; init; } = [];

    /// <summary>Receipts to write. The unit is refused with <see cref="UnitResult.ReceiptExists"/> if any of them is there already.</summary>
    public ImmutableArray<NewReceipt> Receipts { get; init; } = [];

    /// <summary>The spans of the requests that wait for this unit and are traced.</summary>
    public ImmutableArray<CommitSpan> Spans { get; init; } = [];

    /// <summary>The version of the row after the commit; of a deleted row, the version that its slot's floor is raised to.</summary>
    public long NewVersion => checked(ExpectedVersion + VersionStep);
}

namespace Actors.Tests.Support.Histories;

/// <summary>One line of a history. Times are nanoseconds of the machine's monotonic clock, which all its processes share.</summary>
/// <param name="Process">Who did it.</param>
/// <param name="Operation">Joins the end of an operation to its beginning, within a process.</param>
/// <param name="At">When this line was written.</param>
/// <param name="Action">One of <see cref="HistoryActions"/>.</param>
/// <param name="Name">The lock or role.</param>
/// <param name="Token">The fencing token or term.</param>
/// <param name="Deadline">Until when the holder trusts the grant, by its own rule: the sending plus the TTL.</param>
/// <param name="Since">When it began, of what lasted until it was written.</param>
/// <param name="Together">How many may hold the name together with such a holder, itself included.</param>
/// <param name="Version">Which version of the thing a write has made, or a read has seen; 0 of what was not there.</param>
/// <param name="Value">What was written or seen.</param>
/// <param name="Expected">The version that a write was to find.</param>
public sealed record HistoryEvent(
    string Process,
    long Operation,
    HistoryKind Kind,
    long At,
    string Action,
    string Name,
    long? Token = null,
    long? Deadline = null,
    long? Since = null,
    int Together = 1,
    long? Version = null,
    long? Value = null,
    long? Expected = null);

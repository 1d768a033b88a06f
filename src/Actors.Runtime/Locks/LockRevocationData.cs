namespace Actors.Locks;

/// <summary>The data of the events about a grant that is asked back.</summary>
internal sealed record LockRevocationData(string LeaseId, string Owner, long FencingToken, string Reason, DateTimeOffset Deadline);

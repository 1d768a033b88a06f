namespace Actors.Storage;

/// <summary>A receipt as read.</summary>
public sealed record StoredReceipt(string RequestId, Guid BodyHash, string Reply);

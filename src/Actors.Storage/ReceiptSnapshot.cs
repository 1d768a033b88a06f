namespace Actors.Storage;

/// <summary>
/// A receipt, if there is one, together with the version of its record at the same moment (0 if there is no row): so that
/// a refusal can be checked against the stored truth in the round trip that looks for the receipt.
/// </summary>
public readonly record struct ReceiptSnapshot(StoredReceipt? Receipt, long Version);

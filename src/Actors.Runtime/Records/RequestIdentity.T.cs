using Actors.Storage;

namespace Actors.Records;

/// <summary>
/// Makes a command idempotent: its id, what its body was, how to store its reply and how to read it back.
/// </summary>
public sealed record RequestIdentity<TReply>(
    string Id,
    Guid BodyHash,
    TimeSpan Retention,
    Func<TReply, string> Write,
    Func<StoredReceipt, TReply> Read)
{
    /// <summary>Whether a receipt is of this request: of the same body, or of a request barred whatever its body.</summary>
    internal bool Fits(StoredReceipt receipt) => receipt.BodyHash == BodyHash || receipt.BodyHash == RequestIdentity.AnyBody;
}

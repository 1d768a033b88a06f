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
    Func<StoredReceipt, TReply> Read);

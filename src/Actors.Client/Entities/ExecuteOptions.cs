using Actors.Commands;

namespace Actors.Entities;

/// <summary>How one command is carried out.</summary>
public sealed record ExecuteOptions
{
    /// <summary>
    /// 1 to 512 characters that name this request over all its attempts, also over restarts of the caller: it is carried out
    /// once, and a repeat gets the first reply. Default: null, a new one for every call, which covers the call's own attempts.
    /// </summary>
    public string? RequestId { get; init; }

    /// <summary>
    /// Whether to send no request id at all. That spares the store a receipt, and suits additions that may be lost: an unknown
    /// outcome is then told, not repeated. Default: false.
    /// </summary>
    public bool AtMostOnce { get; init; }

    /// <summary>The version that the entity must have; 0 is "it must not exist". Default: null, any.</summary>
    public long? IfVersion { get; init; }

    /// <summary>Whether the entity must exist, whatever its version. Default: false.</summary>
    public bool IfExists { get; init; }

    /// <summary>
    /// The fencing token under which the caller acts, such as a lock's. The entity refuses it as
    /// <see cref="ErrorCode.StaleFencingToken"/> once it has met a higher one of the same name. Default: null, no check.
    /// </summary>
    public Fence? Fence { get; init; }
}

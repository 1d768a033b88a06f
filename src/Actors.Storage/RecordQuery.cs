namespace Actors.Storage;

/// <summary>Which rows to list or count. Rows come in the byte order of their keys, and show committed state only.</summary>
public sealed record RecordQuery
{
    public const int LimitMax = 1000;

    public required string Kind { get; init; }

    /// <summary>Whether <see cref="Kind"/> is a prefix: "saga/" lists every definition. Rows then come by kind, then key.</summary>
    public bool KindIsPrefix { get; init; }

    /// <summary>The beginning of the key, or "" for all.</summary>
    public string KeyPrefix { get; init; } = "";

    public string? Status { get; init; }

    public string? Tag { get; init; }

    /// <summary>Rows after this one; null from the beginning.</summary>
    public RecordKey? After { get; init; }

    /// <summary>1 to 1,000.</summary>
    public int Limit { get; init; } = 100;
}

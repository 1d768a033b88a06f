using System.Collections.Immutable;

namespace Actors.Locks;

/// <summary>What requests may carry. One place, so that every door refuses the same.</summary>
public static class LockRules
{
    /// <summary>The shortest TTL.</summary>
    public static readonly TimeSpan TtlMin = TimeSpan.FromSeconds(1);

    /// <summary>The longest TTL.</summary>
    public static readonly TimeSpan TtlMax = TimeSpan.FromHours(24);

    /// <summary>The TTL of those who do not say.</summary>
    public static readonly TimeSpan TtlDefault = TimeSpan.FromSeconds(15);

    /// <summary>The longest owner or reason, in characters.</summary>
    public const int TextLengthMax = 512;

    /// <summary>The longest request id, in characters.</summary>
    public const int RequestIdLengthMax = 200;

    /// <summary>The most metadata pairs.</summary>
    public const int MetadataCountMax = 16;

    /// <summary>The longest metadata key, in characters.</summary>
    public const int MetadataKeyLengthMax = 64;

    /// <summary>The longest metadata value, in characters.</summary>
    public const int MetadataValueLengthMax = 256;

    /// <summary>Returns what is wrong with the command, or null.</summary>
    public static Refusal? Refuse(AcquireLock command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command.Mode != LockMode.Exclusive) return Invalid($"The mode {command.Mode} is not offered. Locks are exclusive.");
        return RefuseRequestId(command.RequestId) ?? RefuseText("owner", command.Owner, 1, TextLengthMax)
            ?? RefuseTtl(command.Ttl) ?? RefuseMetadata(command.Metadata);
    }

    /// <summary>Returns what is wrong with the command, or null.</summary>
    public static Refusal? Refuse(RenewLock command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return RefuseRequestId(command.LeaseId) ?? (command.Ttl is { } ttl ? RefuseTtl(ttl) : null);
    }

    /// <summary>Returns what is wrong with the command, or null.</summary>
    public static Refusal? Refuse(ReleaseLock command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return RefuseRequestId(command.LeaseId);
    }

    /// <summary>Returns what is wrong with the command, or null.</summary>
    public static Refusal? Refuse(BreakLock command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return RefuseText("reason", command.Reason, 1, TextLengthMax);
    }

    private static Refusal? RefuseRequestId(string? id)
        => RefuseText("request id", id, 1, RequestIdLengthMax)
            ?? (id!.Contains('/', StringComparison.Ordinal) ? Invalid("The request id has a '/'. It names the lease in URLs; leave it out.") : null);

    private static Refusal? RefuseTtl(TimeSpan ttl) => ttl >= TtlMin && ttl <= TtlMax
        ? null
        : Invalid(FormattableString.Invariant(
            $"The TTL is {ttl.TotalSeconds} s; it takes {TtlMin.TotalSeconds} to {TtlMax.TotalSeconds} s."));

    private static Refusal? RefuseMetadata(ImmutableSortedDictionary<string, string>? metadata)
    {
        if (metadata is null) return Invalid("The metadata is null. Leave it out instead.");
        if (metadata.Count > MetadataCountMax) return Invalid($"The metadata has {metadata.Count} pairs; it takes at most {MetadataCountMax}.");
        return metadata
            .Select(pair => RefuseText("metadata key", pair.Key, 1, MetadataKeyLengthMax)
                ?? RefuseText("metadata value", pair.Value, 0, MetadataValueLengthMax))
            .FirstOrDefault(refusal => refusal is not null);
    }

    private static Refusal? RefuseText(string what, string? text, int lengthMin, int lengthMax)
    {
        if (text is null || text.Length < lengthMin) return Invalid($"The {what} is missing. It takes {lengthMin} to {lengthMax} characters.");
        if (text.Length > lengthMax) return Invalid($"The {what} has {text.Length} characters; it takes {lengthMin} to {lengthMax}.");
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i])) return Invalid($"The {what} has the control character U+{(int)text[i]:X4}; leave it out.");
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsSurrogatePair(text, i)) return Invalid($"The {what} has a lone surrogate, which is no character; leave it out.");
            i++;
        }

        return null;
    }

    private static Refusal Invalid(string detail) => new(ErrorCode.InvalidRequest, detail);
}

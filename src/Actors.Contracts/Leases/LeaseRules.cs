using System.Collections.Immutable;

namespace Actors.Leases;

/// <summary>What leases and sessions may carry. One place, so that every door refuses the same.</summary>
public static class LeaseRules
{
    /// <summary>The shortest TTL.</summary>
    public static readonly TimeSpan TtlMin = TimeSpan.FromSeconds(1);

    /// <summary>The longest TTL.</summary>
    public static readonly TimeSpan TtlMax = TimeSpan.FromHours(24);

    /// <summary>The TTL of those who do not say.</summary>
    public static readonly TimeSpan TtlDefault = TimeSpan.FromSeconds(15);

    /// <summary>The longest owner or reason, in characters.</summary>
    public const int TextLengthMax = 512;

    /// <summary>The most metadata pairs.</summary>
    public const int MetadataCountMax = 16;

    /// <summary>The longest metadata key, in characters.</summary>
    public const int MetadataKeyLengthMax = 64;

    /// <summary>The longest metadata value, in characters.</summary>
    public const int MetadataValueLengthMax = 256;

    /// <summary>Returns what is wrong with a TTL, or null.</summary>
    public static Refusal? RefuseTtl(TimeSpan ttl) => ttl >= TtlMin && ttl <= TtlMax
        ? null
        : Invalid(FormattableString.Invariant(
            $"The TTL is {ttl.TotalSeconds} s; it takes {TtlMin.TotalSeconds} to {TtlMax.TotalSeconds} s."));

    /// <summary>Returns what is wrong with metadata, or null.</summary>
    public static Refusal? RefuseMetadata(ImmutableSortedDictionary<string, string>? metadata)
    {
        if (metadata is null) return Invalid("The metadata is null. Leave it out instead.");
        if (metadata.Count > MetadataCountMax) return Invalid($"The metadata has {metadata.Count} pairs; it takes at most {MetadataCountMax}.");
        return metadata
            .Select(pair => RefuseText("metadata key", pair.Key, 1, MetadataKeyLengthMax)
                ?? RefuseText("metadata value", pair.Value, 0, MetadataValueLengthMax))
            .FirstOrDefault(refusal => refusal is not null);
    }

    /// <summary>Returns what is wrong with a text that is called <paramref name="what"/>, or null.</summary>
    public static Refusal? RefuseText(string what, string? text, int lengthMin, int lengthMax)
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

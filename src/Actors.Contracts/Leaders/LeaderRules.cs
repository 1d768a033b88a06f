using System.Collections.Immutable;

namespace Actors.Leaders;

/// <summary>What a campaign may be, in one place for the doors and the grain.</summary>
public static class LeaderRules
{
    /// <summary>The default TTL.</summary>
    public static readonly TimeSpan TtlDefault = TimeSpan.FromSeconds(15);

    /// <summary>The shortest TTL.</summary>
    public static readonly TimeSpan TtlMin = TimeSpan.FromSeconds(1);

    /// <summary>The longest TTL.</summary>
    public static readonly TimeSpan TtlMax = TimeSpan.FromHours(24);

    /// <summary>The highest priority; the lowest is its negative.</summary>
    public const int PriorityMax = 1000;

    /// <summary>The longest value, in UTF-16 units.</summary>
    public const int ValueLengthMax = 4096;

    /// <summary>Most entries of metadata.</summary>
    public const int MetadataEntriesMax = 16;

    /// <summary>Most UTF-16 units of metadata, keys and values together.</summary>
    public const int MetadataLengthMax = 2048;

    /// <summary>Returns the refusal of a role's name, or null if it can be one.</summary>
    public static Refusal? RefuseRole(string? role) => Names.Refuse("role name", role);

    /// <summary>Returns the refusal of a candidate's id, or null if it can be one.</summary>
    public static Refusal? RefuseCandidate(string? candidate) => Names.Refuse("candidate id", candidate);

    /// <summary>Returns the refusal of a campaign, or null if it can be carried out.</summary>
    public static Refusal? Refuse(Campaign campaign)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        if (RefuseCandidate(campaign.Candidate) is { } refusal) return refusal;
        if (campaign.Ttl < TtlMin || campaign.Ttl > TtlMax)
        {
            return Invalid($"The TTL is {campaign.Ttl.TotalSeconds} s; it takes {TtlMin.TotalSeconds} s to {TtlMax.TotalSeconds} s.");
        }

        if (campaign.Priority is < -PriorityMax or > PriorityMax)
        {
            return Invalid($"The priority is {campaign.Priority}; it takes {-PriorityMax} to {PriorityMax}.");
        }

        if (campaign.Value?.Length > ValueLengthMax)
        {
            return Invalid($"The value has {campaign.Value.Length} characters; it takes up to {ValueLengthMax}.");
        }

        return RefuseMetadata(campaign.Metadata);
    }

    private static Refusal? RefuseMetadata(ImmutableSortedDictionary<string, string>? metadata)
    {
        if (metadata is null) return null;
        var length = 0;
        foreach (var (key, value) in metadata)
        {
            if (key.Length == 0 || value is null) return Invalid("The metadata has an empty key or a null; it takes text by non-empty keys.");
            length += key.Length + value.Length;
        }

        return metadata.Count > MetadataEntriesMax || length > MetadataLengthMax
            ? Invalid($"The metadata has {metadata.Count} entries of {length} characters; it takes up to {MetadataEntriesMax} of {MetadataLengthMax} together.")
            : null;
    }

    private static Refusal Invalid(string detail) => new(ErrorCode.InvalidRequest, detail);
}

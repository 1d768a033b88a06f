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

    /// <summary>Most entries of metadata, and of labels.</summary>
    public const int MetadataEntriesMax = 16;

    /// <summary>Most UTF-16 units of metadata, and of labels, keys and values together.</summary>
    public const int MetadataLengthMax = 2048;

    /// <summary>Most seats of a role.</summary>
    public const int SeatsMax = 16;

    /// <summary>Most sets of preferred labels.</summary>
    public const int PreferredLabelsMax = 16;

    /// <summary>The shortest <see cref="LeaderPolicy.YieldGrace"/>.</summary>
    public static readonly TimeSpan YieldGraceMin = TimeSpan.FromSeconds(1);

    /// <summary>The longest <see cref="LeaderPolicy.YieldGrace"/>.</summary>
    public static readonly TimeSpan YieldGraceMax = TimeSpan.FromHours(1);

    /// <summary>The longest <see cref="LeaderPolicy.MinTenure"/>.</summary>
    public static readonly TimeSpan MinTenureMax = TimeSpan.FromHours(24);

    /// <summary>Returns the refusal of a role's name, or null if it can be one.</summary>
    public static Refusal? RefuseRole(string? role) => Names.Refuse("role name", role);

    /// <summary>Returns the refusal of a candidate's id, or null if it can be one.</summary>
    public static Refusal? RefuseCandidate(string? candidate) => Names.Refuse("candidate id", candidate);

    /// <summary>Returns the refusal of a campaign, or null if it can be carried out.</summary>
    public static Refusal? Refuse(Campaign campaign)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        return RefuseCandidate(campaign.Candidate)
            ?? RefuseSpan("TTL", campaign.Ttl, TtlMin, TtlMax)
            ?? (campaign.Priority is < -PriorityMax or > PriorityMax
                ? Invalid($"The priority is {campaign.Priority}; it takes {-PriorityMax} to {PriorityMax}.")
                : null)
            ?? RefuseValue(campaign.Value)
            ?? RefuseTexts("metadata", campaign.Metadata)
            ?? RefuseTexts("labels", campaign.Labels);
    }

    /// <summary>Returns the refusal of a resignation, or null if it can be carried out.</summary>
    public static Refusal? Refuse(Resign resign)
    {
        ArgumentNullException.ThrowIfNull(resign);
        if (RefuseCandidate(resign.Candidate) is { } refusal) return refusal;
        if (resign.HandOffTo is null) return null;
        return resign.HandOffTo == resign.Candidate
            ? Invalid("A leader that resigns hands off to itself; it takes another candidate.")
            : RefuseCandidate(resign.HandOffTo);
    }

    /// <summary>Returns the refusal of what is proclaimed, or null if it can be.</summary>
    public static Refusal? Refuse(Proclaim proclaim)
    {
        ArgumentNullException.ThrowIfNull(proclaim);
        return RefuseCandidate(proclaim.Candidate) ?? RefuseValue(proclaim.Value);
    }

    /// <summary>Returns the refusal of a policy, or null if a role can have it.</summary>
    public static Refusal? Refuse(LeaderPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.Selection is not (LeaderSelection.Fifo or LeaderSelection.Priority or LeaderSelection.Preferred))
        {
            return Invalid("The selection is none of those there are; it takes 'fifo', 'priority' or 'preferred'.");
        }

        if ((policy.Selection == LeaderSelection.Preferred) != (policy.PreferredLabels.Length > 0))
        {
            return Invalid("The selection 'preferred' needs preferred labels, and the others take none.");
        }

        if (policy.Preemption && policy.Selection == LeaderSelection.Fifo)
        {
            return Invalid("With the selection 'fifo' nobody is better than who came first, so preemption takes 'priority' or 'preferred'.");
        }

        if (policy.Seats is < 1 or > SeatsMax) return Invalid($"The role has {policy.Seats} seats; it takes 1 to {SeatsMax}.");
        return RefuseSpan("yield grace", policy.YieldGrace, YieldGraceMin, YieldGraceMax)
            ?? RefuseSpan("minimum tenure", policy.MinTenure, TimeSpan.Zero, MinTenureMax)
            ?? RefusePreferred(policy.PreferredLabels);
    }

    private static Refusal? RefusePreferred(ImmutableArray<ImmutableSortedDictionary<string, string>> sets)
    {
        if (sets.Length > PreferredLabelsMax) return Invalid($"There are {sets.Length} sets of preferred labels; there can be {PreferredLabelsMax}.");
        if (sets.Any(labels => labels.IsEmpty)) return Invalid("A set of preferred labels is empty; it takes at least one label.");
        var length = sets.Sum(labels => labels.Sum(label => label.Key.Length + (label.Value?.Length ?? 0)));
        return length > MetadataLengthMax
            ? Invalid($"The preferred labels have {length} characters; they take up to {MetadataLengthMax} together.")
            : sets.Select(labels => RefuseTexts("preferred labels", labels)).FirstOrDefault(refusal => refusal is not null);
    }

    private static Refusal? RefuseSpan(string name, TimeSpan span, TimeSpan min, TimeSpan max) => span >= min && span <= max
        ? null
        : Invalid($"The {name} is {span.TotalSeconds} s; it takes {min.TotalSeconds} s to {max.TotalSeconds} s.");

    private static Refusal? RefuseValue(string? value) => value?.Length > ValueLengthMax
        ? Invalid($"The value has {value.Length} characters; it takes up to {ValueLengthMax}.")
        : null;

    private static Refusal? RefuseTexts(string name, ImmutableSortedDictionary<string, string>? texts)
    {
        if (texts is null) return null;
        var length = 0;
        foreach (var (key, value) in texts)
        {
            if (key.Length == 0 || value is null) return Invalid($"The {name} have an empty key or a null; they take text by non-empty keys.");
            length += key.Length + value.Length;
        }

        return texts.Count > MetadataEntriesMax || length > MetadataLengthMax
            ? Invalid($"The {name} have {texts.Count} entries of {length} characters; they take up to {MetadataEntriesMax} of {MetadataLengthMax} together.")
            : null;
    }

    private static Refusal Invalid(string detail) => new(ErrorCode.InvalidRequest, detail);
}

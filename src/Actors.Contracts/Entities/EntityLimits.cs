using System.Collections.Immutable;

namespace Actors.Entities;

/// <summary>The limits of what an entity can carry beside its state.</summary>
public static class EntityLimits
{
    /// <summary>The shortest time to live.</summary>
    public static readonly TimeSpan TtlMin = TimeSpan.FromSeconds(1);

    /// <summary>The longest time to live: ten years.</summary>
    public static readonly TimeSpan TtlMax = TimeSpan.FromDays(3650);

    /// <summary>Most tags on an entity.</summary>
    public const int TagsMax = 32;

    /// <summary>The longest tag, in characters.</summary>
    public const int TagLengthMax = 200;

    /// <summary>The longest request id, in characters.</summary>
    public const int RequestIdLengthMax = 512;

    /// <summary>Returns what is wrong with a request id, or null.</summary>
    public static string? ExplainRequestId(string id)
        => id is { Length: > 0 and <= RequestIdLengthMax } && !id.Any(char.IsControl) && IsText(id)
            ? null
            : $"A request id is 1 to {RequestIdLengthMax} characters, no controls and no lone surrogates.";

    /// <summary>Returns what is wrong with a time to live in seconds, or null.</summary>
    public static string? ExplainTtl(double seconds) => seconds >= TtlMin.TotalSeconds && seconds <= TtlMax.TotalSeconds
        ? null
        : FormattableString.Invariant(
            $"A time to live is {TtlMin.TotalSeconds} to {TtlMax.TotalSeconds} seconds; {seconds} is not.");

    /// <summary>Returns what is wrong with the tags, or null.</summary>
    public static string? ExplainTags(ImmutableArray<string> tags)
    {
        if (tags.IsDefault || tags.Length > TagsMax) return $"An entity has at most {TagsMax} tags.";
        return tags.All(tag => tag is { Length: > 0 and <= TagLengthMax } && !tag.Any(char.IsControl) && IsText(tag))
            ? null
            : $"A tag is 1 to {TagLengthMax} characters, no controls and no lone surrogates.";
    }

    private static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsSurrogatePair(text, i)) return false;
            i++;
        }

        return true;
    }
}

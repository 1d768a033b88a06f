using System.Collections.Immutable;
using System.Globalization;
using Actors.Commands;

namespace Actors.Entities;

/// <summary>The fences of an entity: the highest token that it has met of each name.</summary>
internal static class EntityFences
{
    /// <summary>How many names an entity keeps.</summary>
    internal const int NamesMax = 8;

    /// <summary>How long the fences of a removed entity are kept. A holder that sleeps longer finds none.</summary>
    internal static TimeSpan Retention { get; } = TimeSpan.FromDays(7);

    /// <summary>Why it is no fence, or null if it is one.</summary>
    internal static string? Explain(Fence fence)
    {
        if (fence.Token < 1) return $"A fencing token is 1 or more; this one is {fence.Token}.";
        return fence.Name.Length == 0 ? null : Names.Refuse("fence", fence.Name)?.Detail;
    }

    internal static Refusal? Refuse(ImmutableSortedDictionary<string, long>? met, Fence? fence)
    {
        if (fence is null || met is null) return null;
        if (!met.TryGetValue(fence.Name, out var last))
        {
            return met.Count < NamesMax
                ? null
                : new Refusal(
                    ErrorCode.TooManyFences,
                    $"The entity keeps the tokens of {NamesMax} fences, and '{fence.Name}' is another. Nothing was changed. Guard one entity by fewer locks.");
        }

        return fence.Token >= last
            ? null
            : new Refusal(
                ErrorCode.StaleFencingToken,
                $"The token {fence.Token} of '{fence.Name}' is stale: the entity has met {last}. Nothing was changed. Stop the work that the token stands for.")
                .With("lastToken", last.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>What has been met when this fence has passed: the same object if that is nothing new.</summary>
    internal static ImmutableSortedDictionary<string, long>? After(ImmutableSortedDictionary<string, long>? met, Fence? fence)
        => fence is null ? met : (met ?? ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal)).SetItem(fence.Name, fence.Token);
}

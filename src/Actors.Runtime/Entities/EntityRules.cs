namespace Actors.Entities;

/// <summary>What a handler may return. A breach is its author's mistake, so it is an exception; nothing was changed.</summary>
internal static class EntityRules
{
    internal static void Check(string type, Outcome outcome)
    {
        if (outcome.Refusal is { } refusal && Names.RefuseType("code", refusal.Code) is { } code) throw Wrong(type, code.Detail);
        if (outcome.Tags is { } tags && EntityLimits.ExplainTags(tags) is { } wrongTags) throw Wrong(type, wrongTags);
        if (outcome.Ttl is { } ttl && EntityLimits.ExplainTtl(ttl.TotalSeconds) is { } wrongTtl) throw Wrong(type, wrongTtl);
        foreach (var told in outcome.Events)
        {
            if (Names.RefuseType("type of event", told.Type) is { } name) throw Wrong(type, name.Detail);
        }

        if (outcome.Change == OutcomeChange.Keep && outcome.Refusal is null && !outcome.Events.IsEmpty)
        {
            throw Wrong(type, "An event needs a change that it tells of: return Next(...) or Remove(...) with it.");
        }
    }

    private static InvalidOperationException Wrong(string type, string detail) => new($"A handler of '{type}' cannot be followed. {detail}");
}

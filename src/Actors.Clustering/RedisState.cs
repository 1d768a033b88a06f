namespace Actors.Clustering;

/// <summary>What a Redis says of itself (INFO) that decides whether it may forget the membership table.</summary>
internal static class RedisState
{
    /// <summary>Why the table is not safe there, one line each; none if it is.</summary>
    internal static List<string> Faults(Dictionary<string, string> info)
    {
        var faults = new List<string>();

        // The volatile-... policies evict only keys that expire, and the table does not.
        if (info.GetValueOrDefault("maxmemory_policy") is { } policy && policy.StartsWith("allkeys", StringComparison.Ordinal))
        {
            faults.Add($"its maxmemory-policy is {policy}, so that it may evict the membership table; allowed are noeviction and the volatile policies");
        }

        if (info.GetValueOrDefault("aof_enabled") == "0")
        {
            faults.Add("it has no append-only file (appendonly no), so that a restart loses the membership table; set appendonly yes");
        }

        return faults;
    }
}

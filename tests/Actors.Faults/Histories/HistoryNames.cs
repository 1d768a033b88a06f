namespace Actors.Faults.Histories;

/// <summary>What the clients of a run compete for.</summary>
internal static class HistoryNames
{
    internal const string Role = "role";
    internal static readonly string[] All = ["lock-a", "lock-b", Role];
    internal static readonly TimeSpan Ttl = TimeSpan.FromSeconds(2);
}

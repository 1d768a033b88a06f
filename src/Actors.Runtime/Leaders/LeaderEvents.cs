namespace Actors.Leaders;

/// <summary>The events of a role. Their data is <see cref="LeaderEventData"/>.</summary>
internal static class LeaderEvents
{
    internal const string Elected = "leader-elected";
    internal const string Resigned = "leader-resigned";
    internal const string Expired = "leader-expired";
    internal const string YieldRequested = "leader-yield-requested";
}

namespace Actors.Leaders;

/// <summary>Whose term began or ended, or who is asked to yield, and why.</summary>
internal sealed record LeaderEventData(string Leader, long Term, LeaderYieldReason? Reason = null);

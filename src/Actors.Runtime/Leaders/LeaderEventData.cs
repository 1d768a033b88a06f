namespace Actors.Leaders;

/// <summary>Whose term began or ended.</summary>
internal sealed record LeaderEventData(string Leader, long Term);

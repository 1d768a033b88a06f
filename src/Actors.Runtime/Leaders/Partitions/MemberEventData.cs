namespace Actors.Leaders.Partitions;

/// <summary>Whose membership began or ended.</summary>
internal sealed record MemberEventData(string Member, long Membership);

namespace Actors.Cluster.Tests.Doors.Locks;

/// <summary>A lock as it is described: its holder, several parted by commas, or null if it is free.</summary>
public sealed record LockSeen(string? Owner, long LastToken, int Waiting)
{
    internal static LockSeen Of(IReadOnlyCollection<string> owners, long lastToken, int waiting)
        => new(owners.Count == 0 ? null : string.Join(',', owners), lastToken, waiting);
}

namespace Actors.Locks;

/// <summary>How a queue treats those who do not poll.</summary>
/// <param name="WaitersMax">How many may wait.</param>
/// <param name="ReattachWindow">How long the turn of a closed poll is kept.</param>
/// <param name="SeatTimeout">How long the seat of a closed poll is kept.</param>
/// <param name="OpensAt">Until when, by the activation's monotonic time, older tickets may still come back; zero if none can.</param>
internal sealed record LockQueueRules(int WaitersMax, TimeSpan ReattachWindow, TimeSpan SeatTimeout, TimeSpan OpensAt);

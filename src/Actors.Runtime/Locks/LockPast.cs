namespace Actors.Locks;

/// <summary>What became of a request that has ended.</summary>
/// <param name="Answer">What every later poll of it is answered.</param>
/// <param name="IsReleased">Whether a release of it has been carried out, or it has given up its place in line: doing so again is a repeat.</param>
/// <param name="Owner">Whose grant it was, as <see cref="LockMemory.OwnerMark"/>; null if it had none.</param>
internal readonly record struct LockPast(LockReply.Refused Answer, bool IsReleased = false, ulong? Owner = null);

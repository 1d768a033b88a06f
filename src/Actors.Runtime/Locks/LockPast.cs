namespace Actors.Locks;

/// <summary>What became of a request that has ended.</summary>
/// <param name="Grant">Its grant, if it had one.</param>
/// <param name="Answer">What every later poll of it is answered.</param>
/// <param name="Waited">Whether it was in line and gave up, so that giving it up again is a repeat.</param>
internal readonly record struct LockPast(EndedLease? Grant, LockReply.Refused Answer, bool Waited = false)
{
    /// <summary>Whether a release of it has been carried out already.</summary>
    internal bool IsReleased => Waited || Grant?.How == LockEnd.Released;
}

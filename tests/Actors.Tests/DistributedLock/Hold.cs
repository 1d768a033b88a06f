namespace Actors.Tests.DistributedLock;

/// <summary>A way of holding one of DistributedLock's locks.</summary>
internal enum Hold
{
    Exclusive,
    Read,
    UpgradeableRead,
    Write,
    Ticket,
}

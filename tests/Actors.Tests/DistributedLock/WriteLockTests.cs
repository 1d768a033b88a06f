namespace Actors.Tests.DistributedLock;

public sealed class WriteLockTests(DistributedLockNode node) : ExclusionSpec(node, Hold.Write);

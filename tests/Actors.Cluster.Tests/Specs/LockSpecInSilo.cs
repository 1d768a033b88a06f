using Actors.Cluster.Tests.Doors;
using Actors.Cluster.Tests.Doors.Locks;

namespace Actors.Cluster.Tests.Specs;

/// <summary>The promises of a lock, by its grain, from inside the silo.</summary>
[Collection(nameof(DoorNode))]
public sealed class LockSpecInSilo(DoorNode node) : LockSpec(new LockInSilo(node.Grains));

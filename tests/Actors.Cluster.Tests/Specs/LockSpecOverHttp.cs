using Actors.Cluster.Tests.Doors;
using Actors.Cluster.Tests.Doors.Locks;

namespace Actors.Cluster.Tests.Specs;

/// <summary>The promises of a lock, over HTTP.</summary>
[Collection(nameof(DoorNode))]
public sealed class LockSpecOverHttp(DoorNode node) : LockSpec(new LockOverHttp(node.Http));

using Actors.Cluster.Tests.Doors;
using Actors.Cluster.Tests.Doors.Locks;

namespace Actors.Cluster.Tests.Specs;

/// <summary>The promises of a lock, by the .NET client, from outside the silo.</summary>
[Collection(nameof(DoorNode))]
public sealed class LockSpecThroughClient(DoorNode node) : LockSpec(new LockThroughClient(node.Client));

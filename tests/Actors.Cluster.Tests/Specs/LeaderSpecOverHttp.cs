using Actors.Cluster.Tests.Doors;
using Actors.Cluster.Tests.Doors.Leaders;

namespace Actors.Cluster.Tests.Specs;

/// <summary>The promises of a role, over HTTP.</summary>
[Collection(nameof(DoorNode))]
public sealed class LeaderSpecOverHttp(DoorNode node) : LeaderSpec(new LeaderOverHttp(node.Http));

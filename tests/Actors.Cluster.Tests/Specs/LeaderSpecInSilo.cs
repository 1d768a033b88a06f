using Actors.Cluster.Tests.Doors;
using Actors.Cluster.Tests.Doors.Leaders;

namespace Actors.Cluster.Tests.Specs;

/// <summary>The promises of a role, by its grain, from inside the silo.</summary>
[Collection(nameof(DoorNode))]
public sealed class LeaderSpecInSilo(DoorNode node) : LeaderSpec(new LeaderInSilo(node.Grains));

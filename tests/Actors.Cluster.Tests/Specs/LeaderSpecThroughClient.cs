using Actors.Cluster.Tests.Doors;
using Actors.Cluster.Tests.Doors.Leaders;

namespace Actors.Cluster.Tests.Specs;

/// <summary>The promises of a role, by the .NET client, from outside the silo.</summary>
[Collection(nameof(DoorNode))]
public sealed class LeaderSpecThroughClient(DoorNode node) : LeaderSpec(new LeaderThroughClient(node.Client));

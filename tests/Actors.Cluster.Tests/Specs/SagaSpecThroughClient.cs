using Actors.Cluster.Tests.Doors;
using Actors.Cluster.Tests.Doors.Entities;
using Actors.Cluster.Tests.Doors.Sagas;

namespace Actors.Cluster.Tests.Specs;

/// <summary>The promises of a saga, by the .NET client, from outside the silo.</summary>
[Collection(nameof(DoorNode))]
public sealed class SagaSpecThroughClient(DoorNode node) : SagaSpec(new SagaThroughClient(node.Client), new EntityThroughClient(node.Client));

using Actors.Cluster.Tests.Doors;
using Actors.Cluster.Tests.Doors.Entities;
using Actors.Cluster.Tests.Doors.Sagas;

namespace Actors.Cluster.Tests.Specs;

/// <summary>The promises of a saga, by its grain, from inside the silo.</summary>
[Collection(nameof(DoorNode))]
public sealed class SagaSpecInSilo(DoorNode node) : SagaSpec(new SagaInSilo(node.Grains), new EntityInSilo(node.Grains));

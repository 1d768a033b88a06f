using Actors.Cluster.Tests.Doors;
using Actors.Cluster.Tests.Doors.Entities;
using Actors.Cluster.Tests.Doors.Sagas;

namespace Actors.Cluster.Tests.Specs;

/// <summary>The promises of a saga, over HTTP.</summary>
[Collection(nameof(DoorNode))]
public sealed class SagaSpecOverHttp(DoorNode node) : SagaSpec(new SagaOverHttp(node.Http), new EntityOverHttp(node.Http));

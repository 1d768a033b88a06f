using Actors.Cluster.Tests.Doors;
using Actors.Cluster.Tests.Doors.Entities;

namespace Actors.Cluster.Tests.Specs;

/// <summary>The promises of an entity, over HTTP.</summary>
[Collection(nameof(DoorNode))]
public sealed class EntitySpecOverHttp(DoorNode node) : EntitySpec(new EntityOverHttp(node.Http));

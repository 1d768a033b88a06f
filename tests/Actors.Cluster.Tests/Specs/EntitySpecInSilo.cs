using Actors.Cluster.Tests.Doors;
using Actors.Cluster.Tests.Doors.Entities;

namespace Actors.Cluster.Tests.Specs;

/// <summary>The promises of an entity, by its grain, from inside the silo.</summary>
[Collection(nameof(DoorNode))]
public sealed class EntitySpecInSilo(DoorNode node) : EntitySpec(new EntityInSilo(node.Grains));

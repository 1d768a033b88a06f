using Actors.Cluster.Tests.Doors;
using Actors.Cluster.Tests.Doors.Entities;

namespace Actors.Cluster.Tests.Specs;

/// <summary>The promises of an entity, by the .NET client, from outside the silo.</summary>
[Collection(nameof(DoorNode))]
public sealed class EntitySpecThroughClient(DoorNode node) : EntitySpec(new EntityThroughClient(node.Client));

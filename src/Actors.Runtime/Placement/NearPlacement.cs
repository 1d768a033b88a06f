namespace Actors.Placement;

/// <summary>
/// A grain is activated where the first call for it came in: a client goes on calling through that gateway, and its calls need not be passed
/// on to another silo. A silo that has more than its share of the grains places them by the hash of their names.
/// </summary>
internal sealed class NearPlacement : PlacementStrategy;

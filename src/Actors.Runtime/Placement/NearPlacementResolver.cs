using System.Diagnostics.CodeAnalysis;
using Actors.Records;
using Orleans.Metadata;
using Orleans.Runtime.Placement;

namespace Actors.Placement;

/// <summary>
/// Places every grain that owns a record by <see cref="NearPlacement"/>. Each silo decides that for itself: an attribute would go to the whole
/// cluster, and a silo of the build before, which does not know the strategy, could then place nothing.
/// </summary>
internal sealed class NearPlacementResolver(GrainClassMap classes) : IPlacementStrategyResolver
{
    private static readonly NearPlacement Near = new();

    public bool TryResolvePlacementStrategy(GrainType grainType, GrainProperties? properties, [NotNullWhen(true)] out PlacementStrategy? strategy)
    {
        strategy = classes.TryGetGrainClass(grainType, out var type) && typeof(IRecordGrain).IsAssignableFrom(type) ? Near : null;
        return strategy is not null;
    }
}

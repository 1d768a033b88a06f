using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Placement;

namespace Actors.Placement;

internal sealed class NearPlacementDirector(GrainShare share, IServiceProvider services) : IPlacementDirector
{
    private static readonly HashBasedPlacement ByHash = new();

    private readonly IPlacementDirector _byHash = services.GetRequiredKeyedService<IPlacementDirector>(typeof(HashBasedPlacement));

    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        var hinted = IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) is not null;
        return !hinted && !share.IsOver && context.LocalSiloStatus == SiloStatus.Active && silos.Contains(context.LocalSilo)
            ? Task.FromResult(context.LocalSilo)
            : _byHash.OnAddActivation(ByHash, target, context);
    }
}

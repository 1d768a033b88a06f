using Actors.Hosting;
using Actors.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Actors.Sagas;

internal static class SagaServices
{
    internal static IServiceCollection AddSagas(this IServiceCollection services)
    {
        services.AddActorsOptions<SagaOptions, SagaOptionsValidator>("Actors:Sagas");
        services.AddSingleton<IValidateOptions<SagaOptions>, SagaDefinitionsValidator>();
        services.TryAddSingleton<SagaRegistry>();
        services.AddHostedService<SagaCensus>();
        services.TryAddSingleton(new RecordType<SagaState>(SagaDescriptions.Facets));
        return services;
    }
}

using Actors.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Actors.Sagas;

internal static class SagaServices
{
    internal static IServiceCollection AddSagas(this IServiceCollection services)
    {
        services.AddOptions<SagaOptions>().BindConfiguration("Actors:Sagas").ValidateOnStart();
        services.AddSingleton<IValidateOptions<SagaOptions>, SagaOptionsValidator>();
        services.AddSingleton<IValidateOptions<SagaOptions>, SagaDefinitionsValidator>();
        services.TryAddSingleton<SagaRegistry>();
        services.TryAddSingleton(new RecordType<SagaState>(SagaDescriptions.Facets));
        return services;
    }
}

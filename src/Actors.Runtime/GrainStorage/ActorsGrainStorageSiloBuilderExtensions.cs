using System.Text.Json;
using Actors.GrainStorage;
using Actors.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Offers the record store to users' own grains.</summary>
public static class ActorsGrainStorageSiloBuilderExtensions
{
    /// <summary>
    /// Adds a grain storage provider for <c>[PersistentState("state", "<paramref name="name"/>")]</c>. It needs
    /// <c>AddActors</c>, whose databases it uses. State is kept as JSON.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="name">The provider's name; "Default" makes it the default.</param>
    /// <param name="json">How state is written. Default: camelCase.</param>
    public static ISiloBuilder AddActorsGrainStorage(this ISiloBuilder silo, string name, JsonSerializerOptions? json = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentException.ThrowIfNullOrEmpty(name);
        silo.Services.AddKeyedSingleton<IGrainStorage>(
            name, (services, _) => new ActorsGrainStorage(
                services.GetRequiredService<IRecordStore>(), json ?? JsonSerializerOptions.Web, services.GetRequiredService<TimeProvider>()));
        return silo;
    }
}

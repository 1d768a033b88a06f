using Microsoft.Extensions.DependencyInjection;

namespace Actors.Hosting;

/// <summary>What a host adds to Actors: its own entity types and saga definitions.</summary>
public sealed class ActorsBuilder(IServiceCollection services)
{
    /// <summary>The silo's services.</summary>
    public IServiceCollection Services { get; } = services;
}

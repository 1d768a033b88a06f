using Actors.Hosting;
using Actors.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Testing;

/// <summary>What a test host is made of.</summary>
public sealed class ActorsTestHostOptions
{
    /// <summary>
    /// Where state is kept; a test that restarts its host gives the same database to both. The host disposes of it only if it
    /// made it. Default: a new one in memory.
    /// </summary>
    public IRecordDatabase? Database { get; set; }

    /// <summary>Adds entity types and saga definitions. Default: none but the built-in ones.</summary>
    public Action<ActorsBuilder>? Configure { get; set; }

    /// <summary>Replaces or adds services, after everything else. Default: as they are.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; set; }

    /// <summary>Settings such as <c>Actors:Sweeping:Period</c>. Default: none, so each has its own default.</summary>
    public Dictionary<string, string?> Settings { get; } = [];
}

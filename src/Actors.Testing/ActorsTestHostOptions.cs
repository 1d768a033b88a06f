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

    /// <summary>Adds entity types and saga definitions.</summary>
    public Action<ActorsBuilder>? Configure { get; set; }

    /// <summary>Replaces or adds services, after everything else.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; set; }

    /// <summary>Settings such as <c>Actors:Sweeping:Period</c>.</summary>
    public Dictionary<string, string?> Settings { get; } = [];
}

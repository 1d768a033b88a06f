using System.Text.Json;
using Actors.Benchmarks.Grains;
using Actors.Storage;

namespace Actors.Benchmarks.Databases;

/// <summary>A database product with room for both sides, and a way to look into it past everything that is measured.</summary>
internal abstract class BenchDatabase : IAsyncDisposable
{
    internal static string Kind { get; } = $"grain/{OurWriterGrain.Type}/{OurWriterGrain.State}";

    internal abstract string Name { get; }

    /// <summary>The version, and what makes a write durable, as the database itself tells.</summary>
    internal abstract Task<string> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>A connection to our side's data.</summary>
    internal abstract IRecordDatabase OpenOurs();

    /// <summary>Points the AdoNet provider to its side's data.</summary>
    internal abstract void UseAsPeer(Orleans.Configuration.AdoNetGrainStorageOptions options);

    /// <summary>The stored samples of our side whose grain's key starts with a prefix, by key.</summary>
    internal abstract Task<IReadOnlyDictionary<string, Sample>> ReadOursAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>The stored samples of the AdoNet side whose grain's key starts with a prefix, by key.</summary>
    internal abstract Task<IReadOnlyDictionary<string, Sample>> ReadPeersAsync(string prefix, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    protected static Sample Parse(string json) => JsonSerializer.Deserialize<Sample>(json, JsonSerializerOptions.Web)!;
}

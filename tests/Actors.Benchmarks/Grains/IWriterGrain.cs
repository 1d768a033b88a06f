namespace Actors.Benchmarks.Grains;

/// <summary>A grain that writes its state at every call.</summary>
[Alias("Actors.Benchmarks.IWriterGrain")]
public interface IWriterGrain : IGrainWithStringKey
{
    /// <summary>Counts up and answers the number when it is durable.</summary>
    [Alias("Write")]
    Task<long> WriteAsync();
}

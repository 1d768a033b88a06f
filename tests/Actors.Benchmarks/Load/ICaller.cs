namespace Actors.Benchmarks.Load;

/// <summary>One of many who call at the same time, each waiting for its answer before it calls again.</summary>
internal interface ICaller
{
    Task CallAsync();
}

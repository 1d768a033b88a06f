namespace Actors.Benchmarks.Nodes;

/// <summary>One start of a node.</summary>
/// <param name="Line">From the start of the process to "Actors is ready" on its output.</param>
/// <param name="Answer">From the start of the process to the first 200 of /readyz.</param>
/// <param name="Megabytes">Resident memory (VmRSS) two seconds later, in MiB.</param>
internal sealed record NodeResult(TimeSpan Line, TimeSpan Answer, double Megabytes);

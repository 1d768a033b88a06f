namespace Actors.Faults.Robustness;

/// <summary>What a run is to be like.</summary>
/// <param name="Seed">Fixes the workload and the schedule of faults, not their interleaving.</param>
/// <param name="Time">How long faults are injected; null: until each was once.</param>
/// <param name="Only">The names of the faults to inject; empty: all.</param>
/// <param name="OtherBuild">The folder of another build of the silo, to run beside this one.</param>
/// <param name="Folder">Where histories and logs are kept.</param>
internal sealed record RobustnessOptions(int Seed, TimeSpan? Time, IReadOnlyList<string> Only, string? OtherBuild, string Folder);

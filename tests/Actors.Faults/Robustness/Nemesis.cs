namespace Actors.Faults.Robustness;

/// <summary>Something that is done to the cluster, and undone.</summary>
/// <param name="Name">What it is called on the command line and in the figures.</param>
/// <param name="RunAsync">Does it, and returns when it is undone. Takes where to draw its targets from.</param>
internal sealed record Nemesis(string Name, Func<Random, Task> RunAsync);

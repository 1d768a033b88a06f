namespace Actors.Benchmarks.Locking;

/// <summary>The line of locks at rest.</summary>
/// <param name="Clients">How many clients hold them, each with a session of its own.</param>
/// <param name="Locks">How many are held.</param>
/// <param name="Acquired">How long it took to acquire them all.</param>
/// <param name="Cores">Cores' worth of processor time with the locks held and without, by process.</param>
internal sealed record RenewalResult(int Clients, int Locks, TimeSpan Acquired, IReadOnlyList<(string Name, double Held, double Idle)> Cores);

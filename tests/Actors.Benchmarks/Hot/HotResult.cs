using Actors.Benchmarks.Load;

namespace Actors.Benchmarks.Hot;

/// <summary>The hot key's line.</summary>
internal sealed record HotResult(string Database, int Callers, Side Additions, double CommitsPerSecond, double AdditionsPerCommit);

using Actors.Tests.Support;

namespace Actors.Faults.Histories;

/// <summary>A client as a process of its own.</summary>
/// <param name="kind">What it does: the first argument of the program.</param>
/// <param name="histories">The folder that it writes to.</param>
/// <param name="name">Its name in the history.</param>
/// <param name="seed">Of what it does.</param>
/// <param name="doors">How it reaches the silos.</param>
internal sealed class WorkerProcess(string kind, string histories, string name, int seed, IEnumerable<string> doors) : ServerProcess("worker")
{
    internal string Kind => kind;

    protected override IReadOnlyList<string> Command()
        => ["dotnet", typeof(WorkerProcess).Assembly.Location, kind, histories, name, $"{seed}", .. doors];

    protected override Task<bool> AnswersAsync(CancellationToken cancellationToken)
        => Task.FromResult(Directory.GetFiles(histories, $"{name}.*").Length > 0);
}

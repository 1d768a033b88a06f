using Actors.Tests.Support;

namespace Actors.Faults.Histories;

/// <summary>A client as a process of its own.</summary>
internal sealed class WorkerProcess(string histories, string name, int seed, IEnumerable<string> urls) : ServerProcess("worker")
{
    protected override IReadOnlyList<string> Command()
        => ["dotnet", typeof(WorkerProcess).Assembly.Location, HistoryWorker.Argument, histories, name, $"{seed}", .. urls];

    protected override Task<bool> AnswersAsync(CancellationToken cancellationToken)
        => Task.FromResult(Directory.GetFiles(histories, $"{name}.*").Length > 0);
}

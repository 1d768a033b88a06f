using System.Text.Json;

namespace Actors.Tests.Support.Histories;

/// <summary>Writes the history of one process, line by line, so that a kill takes at most the line being written.</summary>
public sealed class HistoryLog(string folder, string process) : IDisposable
{
    private readonly StreamWriter _file = new(Path.Combine(folder, $"{process}{Extension}"), append: true) { AutoFlush = true };
    private readonly Lock _gate = new();
    private long _operations;

    internal const string Extension = ".jsonl";

    /// <summary>Notes that an operation is about to be sent.</summary>
    public HistoryEvent Invoke(string action, string name, long? token = null, int together = 1, long? value = null, long? expected = null)
        => Write(new HistoryEvent(
            process, Interlocked.Increment(ref _operations), HistoryKind.Invoke, HistoryClock.Now, action, name, token, Together: together, Value: value, Expected: expected));

    /// <summary>Notes what became of it.</summary>
    public HistoryEvent End(
        HistoryEvent invoked, HistoryKind kind, long? token = null, long? deadline = null, long? version = null, long? value = null)
        => Write(invoked with
        {
            Kind = kind,
            At = HistoryClock.Now,
            Token = token ?? invoked.Token,
            Deadline = deadline,
            Version = version,
            Value = value ?? invoked.Value,
        });

    /// <summary>Notes what was no operation of its own.</summary>
    public void Note(string action, string name, long? token = null, long? deadline = null, long? since = null, int together = 1) => Write(
        new HistoryEvent(process, Interlocked.Increment(ref _operations), HistoryKind.Ok, HistoryClock.Now, action, name, token, deadline, since, together));

    public void Dispose() => _file.Dispose();

    private HistoryEvent Write(HistoryEvent item)
    {
        lock (_gate) _file.WriteLine(JsonSerializer.Serialize(item));
        return item;
    }
}

using System.Text.Json;

namespace Actors.Tests.Support.Histories;

/// <summary>Reads what the processes of a run have written.</summary>
public static class History
{
    /// <summary>The events of all processes, by time.</summary>
    public static IReadOnlyList<HistoryEvent> Read(string folder)
        => [.. Directory.GetFiles(folder, $"*{HistoryLog.Extension}").SelectMany(ReadFile).OrderBy(item => item.At)];

    private static IEnumerable<HistoryEvent> ReadFile(string path)
    {
        // What stands after the last line break was being written when the process was killed.
        var lines = File.ReadAllText(path).Split('\n')[..^1];
        return lines.Select(line => JsonSerializer.Deserialize<HistoryEvent>(line) ?? throw new InvalidDataException($"'{path}' has a line 'null'."));
    }
}

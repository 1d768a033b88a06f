using Actors.Storage;

namespace Actors.Records;

/// <summary>A cell's wait for someone else's transaction, which holds the row locked.</summary>
internal sealed class RowWait(RecordKey key, TimeProvider time, Action? began)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private long _began;

    /// <summary>Since when, by the database's clock; null if there is no wait.</summary>
    internal DateTimeOffset? Since { get; private set; }

    /// <summary>The commit has met the held row, for the first time or again.</summary>
    internal void Meet(DateTimeOffset now)
    {
        if (Since is not null) return;
        Since = now;
        _began = time.GetTimestamp();
        began?.Invoke();
    }

    internal void End() => Since = null;

    internal bool HasLasted(TimeSpan max) => time.GetElapsedTime(_began) >= max;

    internal Task PauseAsync() => Task.Delay(Pause, time);

    internal RecordFaultException Fault() => new(
        ErrorCode.RowHeld,
        $"Nothing was written to '{key}', as someone else's transaction in the database holds its row. Repeat the request when that has ended.");
}

namespace Actors.Storage;

/// <summary>How the store gathers writes and reads.</summary>
public sealed class RecordStoreOptions
{
    /// <summary>Most rows in one commit. More rows share one disk flush; fewer answer sooner. 1 to 4,096. Default: 1,024.</summary>
    public int BatchRowsMax { get; set; } = 1024;

    /// <summary>Most bytes of state, events and receipts in one commit. 64 kB to 64 MB. Default: 4 MB.</summary>
    public int BatchBytesMax { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// How long writes to a row that someone else's transaction holds locked are tried again, before their callers are told that
    /// nothing was written. Longer spares callers refusals; beyond the response time-out they are told nothing definite any more.
    /// 0 to 60 s. Default: 6 s.
    /// </summary>
    public TimeSpan BusyRetryMax { get; set; } = TimeSpan.FromSeconds(6);
}

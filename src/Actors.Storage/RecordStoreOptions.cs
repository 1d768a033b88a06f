namespace Actors.Storage;

/// <summary>How the store gathers writes and reads.</summary>
public sealed class RecordStoreOptions
{
    /// <summary>Most rows in one commit. More rows share one disk flush; fewer answer sooner. 1 to 4,096. Default: 1,024.</summary>
    public int BatchRowsMax { get; set; } = 1024;

    /// <summary>Most bytes of state, events and receipts in one commit. 64 kB to 64 MB. Default: 4 MB.</summary>
    public int BatchBytesMax { get; set; } = 4 * 1024 * 1024;

    /// <summary>How long a unit whose row someone else's transaction holds locked is tried again. 0 to 60 s. Default: 10 s.</summary>
    public TimeSpan BusyRetryMax { get; set; } = TimeSpan.FromSeconds(10);
}

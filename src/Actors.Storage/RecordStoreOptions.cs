namespace Actors.Storage;

/// <summary>How the store gathers writes and reads.</summary>
public sealed class RecordStoreOptions
{
    /// <summary>
    /// Most rows in one commit. More rows share one disk flush, which pays on a disk that takes many milliseconds for it; fewer keep the
    /// database and the silo busy at the same time, as the callers of one commit are answered during the next. 1 to 4,096. Default: 256.
    /// </summary>
    public int BatchRowsMax { get; set; } = 256;

    /// <summary>Most bytes of state, events and receipts in one commit. 64 kB to 64 MB. Default: 4 MB.</summary>
    public int BatchBytesMax { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// How long writes to a row that someone else's transaction holds locked are tried again, before their callers are told that
    /// nothing was written. Longer spares callers refusals; beyond the response time-out they are told nothing definite any more.
    /// 0 to 60 s. Default: 6 s.
    /// </summary>
    public TimeSpan BusyRetryMax { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>
    /// Most commands to one record that wait for its commit. What comes beyond is refused at once (<c>overloaded</c>), and nothing of
    /// it is written. More hides longer spikes on one key; fewer leaves more room for the others. 16 to 100,000. Default: 2,048.
    /// </summary>
    public int WaitingCommandsMax { get; set; } = 2048;

    /// <summary>Most rows that wait for a commit of one database; refused beyond as commands are. 1,024 to 1,000,000. Default: 16,384.</summary>
    public int WaitingRowsMax { get; set; } = 16384;

    /// <summary>Most bytes of rows that wait for a commit of one database; refused beyond as commands are. 4 MB to 16 GB. Default: 64 MB.</summary>
    public long WaitingBytesMax { get; set; } = 64 * 1024 * 1024;

    /// <summary>Most reads by key that wait, for one database; refused beyond as commands are. 1,024 to 1,000,000. Default: 16,384.</summary>
    public int WaitingReadsMax { get; set; } = 16384;

    /// <summary>
    /// Most lists, counts, reads of the feed and of receipts that are under way or wait for a connection, for one database; refused
    /// beyond as commands are. 16 to 10,000. Default: 512.
    /// </summary>
    public int QueriesMax { get; set; } = 512;
}

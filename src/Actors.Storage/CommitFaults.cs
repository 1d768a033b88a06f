using Microsoft.Extensions.Logging;

namespace Actors.Storage;

/// <summary>Says in the log that commits fail and why, and not at each of the thousands that a database which is down lets fail.</summary>
internal sealed partial class CommitFaults(ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long? _told;
    private int _untold;

    /// <param name="records">How many records it meets.</param>
    /// <param name="fault">What the database said.</param>
    internal void Tell(int records, Exception fault)
    {
        int untold;
        lock (_gate)
        {
            if (_told is { } told && time.GetElapsedTime(told) < Interval)
            {
                _untold += records;
                return;
            }

            _told = time.GetTimestamp();
            (untold, _untold) = (_untold, 0);
        }

        LogUnknown(logger, fault, records, fault.GetBaseException().Message, untold);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The database did not acknowledge the writes of {Records} records: {Fault} Their callers are told that nobody knows whether they were made, and may repeat them. {Untold} more since this was last said.")]
    private static partial void LogUnknown(ILogger logger, Exception exception, int records, string fault, int untold);
}

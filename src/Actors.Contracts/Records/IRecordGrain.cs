namespace Actors.Records;

/// <summary>A grain that owns one record. Sweepers wake it when the record is due.</summary>
[Alias("Actors.Records.IRecordGrain")]
public interface IRecordGrain : IGrainWithStringKey
{
    /// <summary>
    /// The record's due time has come, or had come when a sweeper looked: do what is due and move the due time on.
    /// Waking a grain with nothing to do is harmless.
    /// </summary>
    [Alias("Wake")]
    Task WakeAsync(CancellationToken cancellationToken);
}

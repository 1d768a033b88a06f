namespace Actors.Storage;

/// <summary>
/// Thrown by a driver whose batch is settled but for some units that the database refused with an error of its own, such as
/// a full disk. <see cref="Results"/> has the others' answers; <see cref="Errors"/> is by the unit's place in the batch.
/// </summary>
public sealed class UnitsFailedException(IReadOnlyList<UnitResult> results, IReadOnlyDictionary<int, Exception> errors)
    : Exception($"The database refused {errors.Count} of {results.Count} units.", errors.Values.FirstOrDefault())
{
    public IReadOnlyList<UnitResult> Results { get; } = results;

    public IReadOnlyDictionary<int, Exception> Errors { get; } = errors;
}

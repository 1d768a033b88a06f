namespace Actors.Storage;

/// <summary>The database refused a unit with an error of its own. Definite: nothing of the unit was written.</summary>
public sealed class UnitFailedException(Exception inner)
    : Exception($"The database refused the unit and wrote nothing of it: {inner.Message}", inner);

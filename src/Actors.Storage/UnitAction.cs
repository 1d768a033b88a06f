namespace Actors.Storage;

public enum UnitAction
{
    Unknown = 0,

    /// <summary>There must be no row, and the slot's floor must not be above the expected version.</summary>
    Insert = 1,

    Update = 2,

    /// <summary>Removes the row and raises its slot's floor to the unit's <see cref="RecordUnit.NewVersion"/>, above any version the row had.</summary>
    Delete = 3,
}

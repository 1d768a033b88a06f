namespace Actors.Entities;

/// <summary>A command that was read and is ready to be handled.</summary>
internal abstract class EntityCommand
{
    /// <summary>Asks the handler. Pure.</summary>
    internal abstract EntityOutcome Handle(string id, EntityValue? state, DateTimeOffset now);
}

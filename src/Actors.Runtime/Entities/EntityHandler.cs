namespace Actors.Entities;

/// <summary>How one command of a type is read and handled.</summary>
internal abstract class EntityHandler
{
    /// <summary>The command's name on the wire.</summary>
    internal abstract string Name { get; }

    /// <summary>Reads a body; null with what is wrong.</summary>
    internal abstract EntityCommand? Read(string body, out Refusal? refusal);
}

namespace Actors.Entities;

/// <summary>How entities of one type are kept. Section <c>Actors:Entities:Types:{type}</c>.</summary>
public sealed class EntityTypeOptions
{
    /// <summary>How long an entity lives. It holds from each entity's next change on. 1 s to 3,650 days. Default: none, for ever.</summary>
    public TimeSpan? Ttl { get; set; }

    /// <summary>Whether every change starts <see cref="Ttl"/> anew; else it counts from creation. Default: false.</summary>
    public bool Sliding { get; set; }
}

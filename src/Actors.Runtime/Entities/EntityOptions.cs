namespace Actors.Entities;

/// <summary>How entities are kept. Section <c>Actors:Entities</c>.</summary>
public sealed class EntityOptions
{
    /// <summary>
    /// How long a request id is remembered: a repeat within it gets the stored reply, a later one is carried out again. Longer
    /// takes space; shorter than a saga's retries breaks their promise. 1 min to 365 days. Default: 24 h.
    /// </summary>
    public TimeSpan RequestRetention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Settings of single types, by name, in place of those of their <see cref="EntityAttribute"/>. Default: none.</summary>
    public Dictionary<string, EntityTypeOptions> Types { get; } = [];
}

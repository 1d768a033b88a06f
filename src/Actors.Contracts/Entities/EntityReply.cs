namespace Actors.Entities;

/// <summary>The answer to a description: <see cref="Found"/> or <see cref="Refused"/>.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Entities.EntityReply")]
public abstract record EntityReply
{
    private EntityReply()
    {
    }

    /// <summary>The entity exists.</summary>
    [GenerateSerializer, Immutable, Alias("Actors.Entities.EntityReply.Found")]
    public sealed record Found([property: Id(0)] EntityDescription Entity) : EntityReply;

    /// <summary>There is no such entity, or no such type.</summary>
    [GenerateSerializer, Immutable, Alias("Actors.Entities.EntityReply.Refused")]
    public sealed record Refused([property: Id(0)] Refusal Refusal) : EntityReply;
}

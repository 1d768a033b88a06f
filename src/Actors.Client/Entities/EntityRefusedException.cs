namespace Actors.Entities;

/// <summary>An entity, or the service before it, said no. Nothing was changed but what the entity itself recorded.</summary>
public sealed class EntityRefusedException : ActorsException
{
    /// <summary>Creates the exception.</summary>
    public EntityRefusedException(string type, string id, Refusal refusal)
        : base(refusal)
    {
        Type = type;
        Id = id;
    }

    /// <summary>The entity's type.</summary>
    public string Type { get; }

    /// <summary>Which entity.</summary>
    public string Id { get; }

    /// <summary>The entity's own code, such as "out-of-stock", if <see cref="ActorsException.Code"/> is <see cref="ErrorCode.CommandRefused"/>; else null.</summary>
    public string? Reason => Refusal.Reason;
}

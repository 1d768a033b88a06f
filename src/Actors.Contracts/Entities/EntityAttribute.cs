using Actors.Commands;

namespace Actors.Entities;

/// <summary>Says what a type of entity is called: <c>[Entity("stock")]</c> is found under <c>/v1/entities/stock</c>.</summary>
/// <param name="type">1 to 100 characters of a-z, 0-9 and '-', beginning with a letter. Never change it: it is in every key.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EntityAttribute(string type) : TargetAttribute(KindOf(type))
{
    /// <summary>The type's name.</summary>
    public string Type { get; } = type;

    /// <summary>
    /// How long an entity lives, in seconds, counted from its creation, or from its last change if <see cref="Sliding"/>.
    /// 1 to 315,360,000 (ten years). Default: 0, for ever. <c>Actors:Entities:Types</c> overrides it.
    /// </summary>
    public double TtlSeconds { get; init; }

    /// <summary>Whether every change starts the time to live anew. Reading does not. Default: false.</summary>
    public bool Sliding { get; init; }

    /// <summary>The kind of record of a type of entity.</summary>
    public static string KindOf(string type) => $"entity/{type}";
}

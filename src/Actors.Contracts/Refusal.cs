using System.Collections.Immutable;

namespace Actors;

/// <summary>
/// A definite "no": nothing was changed. A value, not an exception, because refusing is normal.
/// </summary>
/// <param name="Code">What kind of refusal it is.</param>
/// <param name="Detail">A sentence for people: what was wrong, what is allowed, what to do.</param>
[GenerateSerializer, Immutable, Alias("Actors.Refusal")]
public sealed record Refusal([property: Id(0)] ErrorCode Code, [property: Id(1)] string Detail)
{
    /// <summary>The entity's own code, in kebab case, when <see cref="Code"/> is <see cref="ErrorCode.CommandRefused"/>; else null.</summary>
    [Id(2)]
    public string? Reason { get; init; }

    /// <summary>Facts that a program can act on, such as "fencingToken" or "retryAfterSeconds".</summary>
    [Id(3)]
    public ImmutableDictionary<string, string> Facts { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The same refusal with one more fact.</summary>
    public Refusal With(string fact, string value) => this with { Facts = Facts.SetItem(fact, value) };
}

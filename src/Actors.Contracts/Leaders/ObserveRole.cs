namespace Actors.Leaders;

/// <summary>A wait for news of a role.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.ObserveRole")]
public sealed record ObserveRole
{
    /// <summary>The longest <see cref="Wait"/> that one call serves; callers that wait longer call again.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(5);

    /// <summary>The <see cref="LeaderDescription.Version"/> that the caller has seen; null answers at once.</summary>
    [Id(0)]
    public long? SeenVersion { get; init; }

    /// <summary>How long to wait for another version, 0 to 5 s; more is taken as 5 s.</summary>
    [Id(1)]
    public TimeSpan Wait { get; init; }
}

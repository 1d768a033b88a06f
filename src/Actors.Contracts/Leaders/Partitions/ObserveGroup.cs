namespace Actors.Leaders.Partitions;

/// <summary>A wait for news of a partition group.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.Partitions.ObserveGroup")]
public sealed record ObserveGroup
{
    /// <summary>The longest <see cref="Wait"/> that one call serves; callers that wait longer call again.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(5);

    /// <summary>The <see cref="GroupDescription.Generation"/> that the caller has seen; null answers at once.</summary>
    [Id(0)]
    public long? SeenGeneration { get; init; }

    /// <summary>How long to wait for another generation, 0 to 5 s; more is taken as 5 s.</summary>
    [Id(1)]
    public TimeSpan Wait { get; init; }
}

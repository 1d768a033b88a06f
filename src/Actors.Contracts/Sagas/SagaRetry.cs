using System.Collections.Immutable;

namespace Actors.Sagas;

/// <summary>
/// How often a call is tried, and how long the pauses are: they grow from <see cref="First"/> by <see cref="Factor"/> up to
/// <see cref="Max"/>, each shortened at random by up to a half.
/// </summary>
[GenerateSerializer, Immutable, Alias("Actors.Sagas.SagaRetry")]
public sealed record SagaRetry
{
    internal static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>10 attempts with pauses of 0.2 s to 30 s: a minute or so, then the saga compensates. For steps that can be undone.</summary>
    public static SagaRetry Brief { get; } = new();

    /// <summary>60 attempts with pauses of 0.2 s to 1 min: about an hour, then the saga is stuck. For what can only go on.</summary>
    public static SagaRetry Patient { get; } = new() { Attempts = 60, Max = TimeSpan.FromMinutes(1) };

    /// <summary>All attempts, the first included. 1 to 10,000. Default: 10.</summary>
    [Id(0)]
    public int Attempts { get; init; } = 10;

    /// <summary>The first pause. 1 ms to 1 h. Default: 0.2 s.</summary>
    [Id(1)]
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>By how much a pause is longer than the one before. 1 to 10. Default: 2.</summary>
    [Id(2)]
    public double Factor { get; init; } = 2;

    /// <summary>The longest pause. 1 ms to 1 h. Default: 30 s.</summary>
    [Id(3)]
    public TimeSpan Max { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Codes of refusals that are worth another attempt, such as "lock-held" or a target's own reason. Every other refusal is a
    /// definite no, but those that only say that the target cannot answer now. Default: none.
    /// </summary>
    [Id(4)]
    public ImmutableArray<string> Codes { get; init; } = [];
}

namespace Actors.Cluster.Tests.Doors;

/// <summary>What a door answered: a value, or a refusal by its stable code.</summary>
public sealed record Answer<T>
{
    /// <summary>The value; default if it was refused.</summary>
    public T? Value { get; init; }

    /// <summary>The refusal's code in kebab case; null if it was not refused.</summary>
    public string? Code { get; init; }

    /// <summary>The refusal's facts.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>The value, if it was not refused.</summary>
    public T Require() => Code is null ? Value! : throw new InvalidOperationException($"The door refused with '{Code}' what the test needs.");
}

namespace Actors.Benchmarks.Grains;

/// <summary>A grain's state: about 200 bytes of JSON.</summary>
public sealed class Sample
{
    /// <summary>How often it was written.</summary>
    public long Number { get; set; }

    /// <summary>What makes it as long as it is.</summary>
    public string Text { get; set; } = Padding;

    internal static string Padding { get; } = string.Concat(Enumerable.Repeat("0123456789abcdef", 11));
}

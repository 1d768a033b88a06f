namespace Actors.Leaders.Partitions;

/// <summary>Which partition groups to list.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.Partitions.ListGroups")]
public sealed record ListGroups
{
    /// <summary>The beginning of the name, or "" for all.</summary>
    [Id(0)]
    public string Prefix { get; init; } = "";

    /// <summary>Most groups in the page, 1 to 1,000. Default: 100.</summary>
    [Id(1)]
    public int Limit { get; init; } = 100;

    /// <summary><see cref="GroupPage.NextCursor"/> of the page before; null begins.</summary>
    [Id(2)]
    public string? Cursor { get; init; }
}

namespace Actors.Leaders;

/// <summary>Which roles to list.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Leaders.ListRoles")]
public sealed record ListRoles
{
    /// <summary>The beginning of the name, or "" for all.</summary>
    [Id(0)]
    public string Prefix { get; init; } = "";

    /// <summary>Most roles in the page, 1 to 1,000. Default: 100.</summary>
    [Id(1)]
    public int Limit { get; init; } = 100;

    /// <summary><see cref="RolePage.NextCursor"/> of the page before; null begins.</summary>
    [Id(2)]
    public string? Cursor { get; init; }
}

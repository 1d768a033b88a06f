namespace Actors.Entities;

/// <summary>Which entities to list or count.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Entities.ListEntities")]
public sealed record ListEntities
{
    /// <summary>Their type.</summary>
    [Id(0)]
    public required string Type { get; init; }

    /// <summary>The beginning of their ids. Default: "", all.</summary>
    [Id(1)]
    public string Prefix { get; init; } = "";

    /// <summary>A tag that they have. Default: null, any.</summary>
    [Id(2)]
    public string? Tag { get; init; }

    /// <summary>Most on one page, 1 to 1,000. A page may have fewer although more follow. Default: 100.</summary>
    [Id(3)]
    public int Limit { get; init; } = 100;

    /// <summary>Where the last page ended: its <see cref="EntityPage.NextCursor"/>. Default: null, from the beginning.</summary>
    [Id(4)]
    public string? Cursor { get; init; }
}

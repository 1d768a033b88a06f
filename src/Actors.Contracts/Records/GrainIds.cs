using System.Runtime.CompilerServices;

namespace Actors.Records;

/// <summary>
/// How records and grains name each other, both ways: the record of kind "entity/stock" and key "sku-1" belongs to the grain
/// of type "entity" with key "stock/sku-1"; the record of kind "lock" and key "a" to the grain "lock" with key "a".
/// </summary>
public static class GrainIds
{
    /// <summary>The grain that owns a record.</summary>
    public static GrainId Of(string kind, string key)
    {
        ArgumentNullException.ThrowIfNull(kind);
        var slash = kind.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? GrainId.Create(kind, key) : GrainId.Create(kind[..slash], $"{kind.AsSpan(slash + 1)}/{key}");
    }

    /// <summary>
    /// The grain that owns a record, to call. Orleans reads attributes each time that it is asked for a grain by a .NET interface
    /// (seen: a tenth of a busy silo's time), so the interface's Orleans name is kept after the first.
    /// </summary>
    public static TGrain GetRecordGrain<TGrain>(this IGrainFactory grains, string kind, string key)
        where TGrain : IAddressable
    {
        ArgumentNullException.ThrowIfNull(grains);
        var id = Of(kind, key);
        if (Known<TGrain>.Interface is { } known) return (TGrain)grains.GetGrain(id, known.Value);
        var grain = grains.GetGrain<TGrain>(id);
        if (grain is GrainReference reference) Known<TGrain>.Interface = new StrongBox<GrainInterfaceType>(reference.InterfaceType);
        return grain;
    }

    /// <summary>The kind and key of a grain's record.</summary>
    public static (string Kind, string Key) RecordOf(GrainId grain)
    {
        var type = grain.Type.ToString()!;
        var key = grain.Key.ToString()!;
        var slash = key.LastIndexOf('/');
        return slash < 0 ? (type, key) : ($"{type}/{key[..slash]}", key[(slash + 1)..]);
    }

    private static class Known<TGrain>
    {
        internal static StrongBox<GrainInterfaceType>? Interface { get; set; }
    }
}

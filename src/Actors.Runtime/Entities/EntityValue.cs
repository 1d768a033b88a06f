using System.Text.Json.Serialization;
using Actors.Records;

namespace Actors.Entities;

/// <summary>
/// A type's own state: JSON when it was read, an object when a handler made it, turned into the other only when asked. So a
/// hot entity is written out once per commit, not once per command, and never read back.
/// </summary>
[JsonConverter(typeof(EntityValueConverter))]
internal sealed class EntityValue
{
    private object? _object;
    private string? _json;

    private EntityValue(object? value, string? json)
    {
        _object = value;
        _json = json;
    }

    internal string Json => _json ??= StateJson.Write(_object!, _object!.GetType());

    internal static EntityValue Of(object state) => new(state, null);

    internal static EntityValue Parse(string json) => new(null, json);

    internal T As<T>()
        where T : class
    {
        if (_object is T state) return state;
        state = StateJson.Read<T>(Json);
        _object = state;
        return state;
    }
}

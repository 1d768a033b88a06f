using System.Text.Json;
using Orleans.Storage;

namespace Actors.Benchmarks.Peers;

/// <summary>Gives the AdoNet provider the JSON that our own storage writes, so that the two are compared as stores.</summary>
internal sealed class PeerJson : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, JsonSerializerOptions.Web));

    public T Deserialize<T>(BinaryData input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return JsonSerializer.Deserialize<T>(input.ToMemory().Span, JsonSerializerOptions.Web)!;
    }
}

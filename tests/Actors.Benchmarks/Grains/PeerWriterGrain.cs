namespace Actors.Benchmarks.Grains;

[GrainType(PeerWriterGrain.Type)]
internal sealed class PeerWriterGrain([PersistentState("sample", PeerWriterGrain.Provider)] IPersistentState<Sample> state) : WriterGrain(state)
{
    internal const string Type = "bench-adonet";
    internal const string Provider = "adonet";
}

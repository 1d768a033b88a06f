namespace Actors.Benchmarks.Grains;

[GrainType(Type)]
internal sealed class PeerWriterGrain([PersistentState("sample", Provider)] IPersistentState<Sample> state) : WriterGrain(state)
{
    internal const string Type = "bench-adonet";
    internal const string Provider = "adonet";
}

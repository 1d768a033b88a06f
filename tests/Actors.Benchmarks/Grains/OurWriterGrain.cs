namespace Actors.Benchmarks.Grains;

[GrainType(OurWriterGrain.Type)]
internal sealed class OurWriterGrain([PersistentState(OurWriterGrain.State, OurWriterGrain.Provider)] IPersistentState<Sample> state) : WriterGrain(state)
{
    internal const string Type = "bench-ours";
    internal const string State = "sample";
    internal const string Provider = "ours";
}

namespace Actors.Benchmarks.Grains;

[GrainType(Type)]
internal sealed class OurWriterGrain([PersistentState(State, Provider)] IPersistentState<Sample> state) : WriterGrain(state)
{
    internal const string Type = "bench-ours";
    internal const string State = "sample";
    internal const string Provider = "ours";
}

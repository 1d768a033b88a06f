namespace Actors.Benchmarks.Grains;

/// <summary>The same grain for both sides; only the storage provider differs.</summary>
public abstract class WriterGrain(IPersistentState<Sample> state) : Grain, IWriterGrain
{
    public async Task<long> WriteAsync()
    {
        var number = ++state.State.Number;
        await state.WriteStateAsync();
        return number;
    }
}

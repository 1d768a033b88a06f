using Actors.Storage;
using Actors.Storage.Memory;
using Actors.Testing.Storage;

namespace Actors.Tests.Support;

/// <summary>A database in memory that answers nothing while it is held.</summary>
internal sealed class HeldDatabase() : DatabaseDecorator(new MemoryDatabase(TimeProvider.System))
{
    private TaskCompletionSource _gate = Opened();
    private int _asked;

    /// <summary>How many batches and queries have been asked for since it was last held.</summary>
    internal int Asked => Volatile.Read(ref _asked);

    internal void Hold()
    {
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked = 0;
    }

    internal void LetGo() => _gate.TrySetResult();

    internal async Task WaitForAskedAsync(int count)
    {
        while (Asked < count) await Task.Delay(5, TestContext.Current.CancellationToken);
    }

    public override async Task<IReadOnlyList<UnitResult>> CommitAsync(IReadOnlyList<RecordUnit> units)
    {
        await PassAsync();
        return await Inner.CommitAsync(units);
    }

    public override async Task<IReadOnlyList<RecordSnapshot>> ReadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
    {
        await PassAsync();
        return await Inner.ReadAsync(keys, cancellationToken);
    }

    public override async Task<IReadOnlyList<StoredRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        await PassAsync();
        return await Inner.ListAsync(query, cancellationToken);
    }

    private Task PassAsync()
    {
        Interlocked.Increment(ref _asked);
        return _gate.Task;
    }

    private static TaskCompletionSource Opened()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }
}

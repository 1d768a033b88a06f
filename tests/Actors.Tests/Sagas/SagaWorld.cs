using System.Collections.Concurrent;
using Actors.Commands;
using Actors.Records;
using Actors.Sagas;
using Actors.Storage;
using Actors.Storage.Memory;

namespace Actors.Tests.Sagas;

/// <summary>
/// One saga, its row in a real store, its targets, and nodes that die. Every commit and every call has two boundaries, before and
/// after; at one of them, <paramref name="at"/>, <paramref name="mode"/> happens.
/// </summary>
internal sealed class SagaWorld(CrashMode mode, int at) : IAsyncDisposable
{
    internal static readonly SagaTerms Terms = new(TimeSpan.FromSeconds(5), TakeOversMax: 10, TimeSpan.FromSeconds(15));
    internal static readonly RecordKey Key = RecordKey.Create("saga/trip", "t-1");
    internal static readonly Order Input = new("acc-1", 7);

    private readonly RecordStore _store = new([new MemoryDatabase(TimeProvider.System)], new RecordStoreOptions(), TimeProvider.System);
    private readonly SagaRegistry _registry = new([new SagaDefinitionType(typeof(TripSaga))]);
    private readonly ConcurrentQueue<CommandCall> _late = [];
    private readonly ConcurrentBag<Task> _asides = [];
    private readonly List<SagaNode> _nodes = [];
    private int _boundaries;

    internal FakeParticipants Participants { get; } = new();

    /// <summary>How many boundaries were passed: an enumeration ends when none was met.</summary>
    internal int Boundaries => _boundaries;

    internal RecordStore Store => _store;

    internal SagaRegistry Registry => _registry;

    internal async Task<SagaState> RunAsync()
    {
        await _store.MigrateAsync(TestContext.Current.CancellationToken);
        for (var takeOvers = 0; takeOvers < 20; takeOvers++)
        {
            var node = await NodeAsync();
            await node.DriveAsync();
            var state = await ReadAsync();
            if (state is null || !(state.IsFinal() || state.Status == SagaStatus.Stuck)) continue;
            await Task.WhenAll(_asides);
            foreach (var other in _nodes) await other.StopAsync();
            while (_late.TryDequeue(out var late)) Participants.Execute(late);
            return (await ReadAsync())!;
        }

        throw new InvalidOperationException("The saga has not come to rest after 20 take-overs.");
    }

    /// <summary>A first node, which will start the saga.</summary>
    internal async Task<SagaNode> StartAsync()
    {
        await _store.MigrateAsync(TestContext.Current.CancellationToken);
        return await NodeAsync();
    }

    internal async Task<SagaNode> NodeAsync()
    {
        var node = new SagaNode(this);
        lock (_nodes) _nodes.Add(node);
        await node.LoadAsync();
        return node;
    }

    internal async Task<SagaState?> ReadAsync()
    {
        var snapshot = await _store.ReadAsync(Key, TestContext.Current.CancellationToken);
        return snapshot.Record is { } record ? StateJson.Read<SagaState>(record.State) : null;
    }

    /// <summary>One boundary. Throws if this is where it happens and the operation is to fail.</summary>
    internal void Pass(SagaNode node)
    {
        node.Require();
        if (Interlocked.Increment(ref _boundaries) - 1 != at) return;
        switch (mode)
        {
            case CrashMode.Crash:
                node.Kill();
                throw new IOException("The node died.");
            case CrashMode.Fault:
                throw new IOException("The network failed.");
            case CrashMode.Twin:
                _asides.Add(Task.Run(async () => await (await NodeAsync()).DriveAsync()));
                break;
            case CrashMode.Cancel:
                _asides.Add(Task.Run(node.CancelAsync));
                break;
            default:
                break;
        }
    }

    internal async Task<CommandReply> SendAsync(SagaNode node, CommandCall call)
    {
        await Task.Yield();
        var lost = mode == CrashMode.Late && IsLate(call);
        Pass(node);
        if (lost)
        {
            _late.Enqueue(call);
            throw new TimeoutException("There was no answer.");
        }

        var reply = Participants.Execute(call);
        Pass(node);
        return reply;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) node.Dispose();
        await _store.DisposeAsync();
    }

    // Every attempt of the step is late, so that the saga has to do without it.
    private bool IsLate(CommandCall call)
        => call.RequestId!.Split('/').Length == 4 && FakeParticipants.StepOf(call.RequestId) == (at == 0 ? "hotel" : "flight");
}

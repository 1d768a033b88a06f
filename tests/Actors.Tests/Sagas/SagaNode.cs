using Actors.Records;
using Actors.Sagas;
using Actors.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Tests.Sagas;

/// <summary>One activation: a cell and a driver on a scheduler of their own, as a grain has.</summary>
internal sealed class SagaNode : IDisposable
{
    private readonly SagaWorld _world;
    private readonly RecordCell<SagaState> _cell;
    private readonly SagaDriver _driver;
    private readonly TaskScheduler _turns = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
    private volatile bool _dead;

    internal SagaNode(SagaWorld world)
    {
        _world = world;
        _cell = new RecordCell<SagaState>(
            SagaWorld.Key, new CrashingStore(this, world), new RecordType<SagaState>(SagaDescriptions.Facets), TimeProvider.System, () => { });
        _driver = new SagaDriver(
            SagaWorld.Key, _cell, world.Registry, (_, _, call, _) => world.SendAsync(this, call), SagaWorld.Terms, TimeProvider.System, NullLogger.Instance, () => { });
    }

    internal Task LoadAsync() => Turn(() => _cell.LoadAsync(TestContext.Current.CancellationToken));

    /// <summary>Starts the saga if it is not there yet, else takes it over; ends when this node drives it no more.</summary>
    internal Task DriveAsync() => Turn(async () =>
    {
        try
        {
            if (!_cell.Image.Exists)
            {
                var input = ActorsJson.Write(SagaWorld.Input);
                var trace = SagaTrace.Current;
                var turn = await _cell.ExecuteAsync((image, now) => SagaMachine.Start(
                    image, TripSaga.Plan, input, SagaInputs.Hash(input), [], SagaWorld.Terms, now, trace));
                if (turn.Created) _driver.Drive();
            }
            else
            {
                await _driver.WakeAsync();
            }

            await _driver.Running;
        }
        catch (RecordFaultException)
        {
            // This activation is at its end; the next one reads the row.
        }
    });

    internal Task CancelAsync() => ActAsync(SagaVerb.Cancel);

    internal Task<Refusal?> ActAsync(SagaVerb verb) => Turn(async () =>
    {
        try
        {
            var turn = await _cell.ExecuteAsync((image, now) => SagaMachine.Act(
                image, TripSaga.Plan, new ActOnSaga { Verb = verb, RequestId = Guid.NewGuid().ToString() }, SagaWorld.Terms, now));
            if (turn.Refusal is null) _driver.Drive();
            await _driver.Running;
            return turn.Refusal;
        }
        catch (RecordFaultException)
        {
            return new Refusal(ErrorCode.Fenced, "This activation is at its end.");
        }
    });

    internal Task StopAsync() => Turn(_driver.StopAsync);

    public void Dispose() => _driver.Dispose();

    internal void Kill() => _dead = true;

    internal void Require()
    {
        if (_dead) throw new IOException("The node is dead.");
    }

    private Task Turn(Func<Task> work)
        => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _turns).Unwrap();

    private Task<T> Turn<T>(Func<Task<T>> work)
        => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _turns).Unwrap();

    private sealed class CrashingStore(SagaNode node, SagaWorld world) : IRecordStore
    {
        public TimeSpan BusyRetryMax => world.Store.BusyRetryMax;

        public int WaitingCommandsMax => world.Store.WaitingCommandsMax;

        public async Task<UnitResult> CommitAsync(RecordUnit unit)
        {
            world.Pass(node);
            var result = await world.Store.CommitAsync(unit);
            world.Pass(node);
            return result;
        }

        public Task<RecordSnapshot> ReadAsync(RecordKey key, CancellationToken cancellationToken) => world.Store.ReadAsync(key, cancellationToken);

        public Task<ReceiptSnapshot> ReadReceiptAsync(RecordKey key, string requestId, CancellationToken cancellationToken)
            => world.Store.ReadReceiptAsync(key, requestId, cancellationToken);

        public Task<IReadOnlyList<DueRecord>> ScanDueAsync(SlotRange slots, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<StoredRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<long> CountAsync(RecordQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<FeedRead> ReadFeedAsync(FeedCursor after, FeedFilter filter, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<FeedCursor> FeedEndAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task PurgeAsync(TimeSpan eventRetention, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task PingAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}

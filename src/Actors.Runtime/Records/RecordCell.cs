using Actors.Storage;

namespace Actors.Records;

/// <summary>
/// A grain's row in memory: the last committed state, the newest applied one, and the loop that makes the one into the
/// other. See README.md beside this file for the argument why no caller is ever told a lie.
/// </summary>
/// <remarks>
/// Not thread-safe: everything runs on the owning grain's scheduler, and no await in here leaves it. What runs between two
/// awaits is atomic.
/// </remarks>
public sealed partial class RecordCell<TState>
    where TState : class
{
    private readonly RecordKey _key;
    private readonly IRecordStore _store;
    private readonly TimeProvider _time;
    private readonly RecordType<TState> _type;
    private readonly Action _deactivate;
    private readonly RowWait _wait;
    private readonly Dictionary<string, (Guid BodyHash, Task Reply)> _requests = [];

    private RecordImage<TState> _committed;
    private Facets _committedFacets;
    private RecordImage<TState> _newest;
    private DateTimeOffset _readUtc;
    private long _readTimestamp;
    private List<PendingCommand<TState>> _waiting = [];
    private long _sentVersion;
    private Task _pump = Task.CompletedTask;
    private Task _later = Task.CompletedTask;
    private long _earlySince;
    private TimeSpan _earlyLag;
    private bool _dead;

    /// <param name="key">Which record.</param>
    /// <param name="store">Where it is kept.</param>
    /// <param name="type">How its facets follow from its state.</param>
    /// <param name="time">The process's clock; only its monotonic side decides anything.</param>
    /// <param name="deactivate">Called once, when memory can no longer be trusted: the activation must go.</param>
    /// <param name="blocked">Called when a commit begins to wait for someone else's transaction.</param>
    public RecordCell(
        RecordKey key, IRecordStore store, RecordType<TState> type, TimeProvider time, Action deactivate, Action? blocked = null)
    {
        _key = key;
        _store = store;
        _type = type;
        _time = time;
        _deactivate = deactivate;
        _wait = new RowWait(key, time, blocked);
    }

    /// <summary>The newest applied state and its version. It may not be durable yet: answer from it only behind the gate.</summary>
    public RecordImage<TState> Image => _newest;

    /// <summary>When the row that this activation read was written, by the database's clock; null if there was none.</summary>
    public DateTimeOffset? LoadedUpdatedAt { get; private set; }

    /// <summary>Since when a commit has waited for someone else's transaction, which holds the row locked; null if none does.</summary>
    public DateTimeOffset? BlockedSince => _wait.Since;

    /// <summary>Now, for a machine.</summary>
    public Moment Now
    {
        get
        {
            var elapsed = _time.GetElapsedTime(_readTimestamp);
            return new Moment(elapsed, _readUtc + elapsed);
        }
    }

    /// <summary>Reads the row. Monotonic time starts when the answer is here: after every commit that the answer shows.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var snapshot = await _store.AskAsync(store => store.ReadAsync(_key, cancellationToken));
        _readTimestamp = _time.GetTimestamp();
        _readUtc = snapshot.Now;
        LoadedUpdatedAt = snapshot.Record?.UpdatedAt;
        _committed = snapshot.Record is { } record
            ? new RecordImage<TState>(StateJson.Read<TState>(record.State), record.Version)
            : new RecordImage<TState>(null, snapshot.Floor);
        _committedFacets = snapshot.Record is { } stored ? new Facets(stored.Status, stored.Tags) : Facets.None;
        _newest = _committed;
        _sentVersion = _committed.Version;
    }

    /// <summary>
    /// Applies a command to the newest state at once, and answers when everything that the answer depends on is durable; earlier only
    /// if the decision allows that (<see cref="Decision{TState, TReply}.Lag"/>).
    /// </summary>
    /// <param name="decide">A pure function; it is run again, on another image, if an earlier command drops out.</param>
    /// <param name="request">Makes the command idempotent; null for commands that are so by themselves.</param>
    /// <exception cref="RecordFaultException">Fenced, or too much to do, or the outcome is unknown.</exception>
    /// <exception cref="RecordTooLargeException">The state would be too large; nothing was carried out.</exception>
    /// <exception cref="RequestIdReusedException">The request id belongs to another body; nothing was carried out.</exception>
    public Task<TReply> ExecuteAsync<TReply>(
        Func<RecordImage<TState>, Moment, Decision<TState, TReply>> decide, RequestIdentity<TReply>? request = null)
    {
        if (request is not null && _requests.TryGetValue(request.Id, out var running))
        {
            // The same request is under way in this activation: both get its answer.
            return running.BodyHash == request.BodyHash
                ? (Task<TReply>)running.Reply
                : Task.FromException<TReply>(new RequestIdReusedException(request.Id));
        }

        if (_waiting.Count >= _store.WaitingCommandsMax)
        {
            return Task.FromException<TReply>(RecordFaults.Overloaded(_key, $"{_waiting.Count} commands wait already; try again later."));
        }

        if (request is null) return ApplyAsync(new PendingCommand<TState, TReply>(decide, null));
        var reply = ExecuteOnceAsync(decide, request);
        if (!reply.IsCompleted)
        {
            _requests.Add(request.Id, (request.BodyHash, reply));
            _ = ForgetAsync(request.Id, reply);
        }

        return reply;
    }

    /// <summary>Completes when everything applied so far is durable: the output gate for reads.</summary>
    public Task GateAsync() => ExecuteAsync(static (_, _) => Decide.Keep<TState, bool>(true));

    /// <summary>
    /// A linearizable read: the answer passes the gate, and then the store confirms that no other activation had written. While
    /// someone else's transaction blocks the commits, the answer is from what is committed, and waits for nothing.
    /// </summary>
    /// <exception cref="RecordFaultException">Another activation has written, or the store could not be read.</exception>
    public async Task<T> ReadAsync<T>(Func<RecordImage<TState>, Moment, T> read)
    {
        var answer = await ApplyAsync(Reading(read));
        return await ConfirmAsync(async () => (answer, (await _store.ReadAsync(_key, CancellationToken.None)).Record?.Version ?? 0));
    }

    /// <summary>
    /// Makes sure with the store that no other activation had written. A reply that changed nothing rests on memory alone, so a
    /// refusal is told after this.
    /// </summary>
    /// <exception cref="RecordFaultException">Another activation has written, or the store could not be read.</exception>
    public Task ConfirmAsync() => ReadAsync(static (_, _) => true);

    /// <summary>The receipt of a request that was carried out, by the store's word; confirms as <see cref="ReadAsync"/> does.</summary>
    public async Task<StoredReceipt?> FindReceiptAsync(string requestId)
    {
        var snapshot = await ConfirmAsync(async () =>
        {
            var found = await _store.ReadReceiptAsync(_key, requestId, CancellationToken.None);
            return (found, found.Version);
        });
        return snapshot.Receipt;
    }

    /// <summary>Completes, never with a fault, when the attempt of this request that is under way in this activation has ended.</summary>
    public async Task WhenSettledAsync(string requestId)
    {
        if (_requests.TryGetValue(requestId, out var running))
        {
            await running.Reply.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>Completes when no commit is under way or put off.</summary>
    public Task DrainAsync()
    {
        _earlyLag = TimeSpan.Zero;
        Pump();
        return _pump;
    }

    private async Task<TReply> ExecuteOnceAsync<TReply>(
        Func<RecordImage<TState>, Moment, Decision<TState, TReply>> decide, RequestIdentity<TReply> request)
    {
        var pending = new PendingCommand<TState, TReply>(decide, request);
        var reply = await ApplyAsync(pending);
        if (pending.Writes || pending.Replayed) return reply;

        // A refusal, or a command that changed nothing, leaves no trace that a repeat would run into. So before it is told,
        // the store is asked whether an earlier attempt of the same request was carried out after all.
        if (await FindReceiptAsync(request.Id) is not { } receipt) return reply;
        return request.Fits(receipt) ? request.Read(receipt) : throw new RequestIdReusedException(request.Id);
    }

    private async Task ForgetAsync(string requestId, Task reply)
    {
        await reply.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _requests.Remove(requestId);
    }

    private Task<TReply> ApplyAsync<TReply>(PendingCommand<TState, TReply> pending)
    {
        if (_dead) return Task.FromException<TReply>(RecordFaults.Fenced(_key, "the activation has ended"));
        if (pending.ReadsOnly && BlockedSince is not null) AnswerFromCommitted(pending);
        if (pending.Reply.IsCompleted || !pending.TryApply(ref _newest, Now)) return pending.Reply;
        if (pending.Writes) pending.Span = CommitSpan.Start(_key.Kind);
        if (!pending.Writes && (pending.Lag > TimeSpan.Zero || (_waiting.Count == 0 && _pump.IsCompleted)))
        {
            // Nothing is under way, or nothing that the reply depends on: not more than committed state.
            pending.Complete();
            return pending.Reply;
        }

        _waiting.Add(pending);
        if (!TryAnswerEarly(pending)) Pump();
        return pending.Reply;
    }

    private async Task<T> ConfirmAsync<T>(Func<Task<(T Snapshot, long StoredVersion)>> read)
    {
        await ApplyAsync(Reading(static (_, _) => true));
        var rowExpected = _committed.Exists && _pump.IsCompleted;
        var sentBefore = _sentVersion;
        var (snapshot, storedVersion) = await _store.AskAsync(_ => read());
        // What we have sent and have no answer to may be this version, or be fenced by it.
        if (storedVersion > _committed.Version && storedVersion <= _sentVersion) await ApplyAsync(Reading(static (_, _) => true));
        var foreign = storedVersion > _committed.Version || (storedVersion == 0 && rowExpected && sentBefore == _sentVersion);
        if (!foreign && !_dead) return snapshot;
        var fault = RecordFaults.Fenced(_key, "another activation has written");
        Die([], fault, fault);
        throw fault;
    }

    private void AnswerFromCommitted(PendingCommand<TState> read)
    {
        var image = _committed;
        if (read.TryApply(ref image, Now)) read.Complete();
    }

    private static PendingCommand<TState, T> Reading<T>(Func<RecordImage<TState>, Moment, T> read)
        => new((image, now) => Decide.Keep<TState, T>(read(image, now)), null) { ReadsOnly = true };
}

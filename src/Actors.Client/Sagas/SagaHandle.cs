using System.Collections.Immutable;
using Actors.Calls;

namespace Actors.Sagas;

/// <summary>One saga, by its definition and id.</summary>
public sealed class SagaHandle
{
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(5);

    private readonly GrainCalls _calls;
    private readonly TimeProvider _time;

    internal SagaHandle(GrainCalls calls, TimeProvider time, string definition, string id)
    {
        _calls = calls;
        _time = time;
        Definition = definition;
        Id = id;
    }

    /// <summary>The definition's name.</summary>
    public string Definition { get; }

    /// <summary>The saga's id, unique within its definition.</summary>
    public string Id { get; }

    private ISagaGrain Grain => _calls.Grain<ISagaGrain>(SagaKeys.Kind(Definition), Id);

    /// <summary>The saga as it stands.</summary>
    /// <exception cref="ActorsException">There is no such saga or definition.</exception>
    public async Task<SagaDescription> DescribeAsync(CancellationToken cancellationToken = default)
        => Accept(await _calls.ReadAsync(attempt => Grain.DescribeAsync(attempt), cancellationToken).ConfigureAwait(false)).Saga;

    /// <summary>
    /// Waits for the saga's end, as long as it takes: a stuck saga ends only when an operator has seen to it.
    /// </summary>
    /// <returns>The completed saga; <see cref="SagaDescription.Result"/> has the replies of its steps.</returns>
    /// <exception cref="SagaFailedException">It was compensated or terminated.</exception>
    public async Task<SagaDescription> ResultAsync(CancellationToken cancellationToken = default)
    {
        SagaDescription saga;
        do
        {
            saga = await WaitAsync(Slice, cancellationToken).ConfigureAwait(false);
        }
        while (!saga.IsFinal);
        return saga.Status == SagaStatus.Completed ? saga : throw new SagaFailedException(saga);
    }

    /// <summary>The saga as it stands at its end, or after <paramref name="wait"/> if that comes first.</summary>
    public async Task<SagaDescription> WaitAsync(TimeSpan wait, CancellationToken cancellationToken = default)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            var left = wait - _time.GetElapsedTime(started);
            var slice = left < Slice ? left : Slice;
            if (slice <= TimeSpan.Zero) return await DescribeAsync(cancellationToken).ConfigureAwait(false);
            var saga = Accept(await _calls.ReadAsync(attempt => Grain.AwaitAsync(slice, attempt), cancellationToken, slice).ConfigureAwait(false)).Saga;
            if (saga.IsFinal) return saga;
        }
    }

    /// <summary>Undoes what was done. Possible before the pivot; returns when the cancelling is durable, not when all is undone.</summary>
    /// <exception cref="ActorsException"><see cref="ErrorCode.SagaNotCancellable"/>: the saga has passed its pivot or has ended.</exception>
    public Task<SagaDescription> CancelAsync(string? reason = null, CancellationToken cancellationToken = default)
        => ActAsync(NewAction(SagaVerb.Cancel, reason), cancellationToken);

    /// <summary>Makes a stuck saga try again what it is stuck at.</summary>
    /// <exception cref="ActorsException"><see cref="ErrorCode.SagaActionConflict"/>: it is not stuck.</exception>
    public Task<SagaDescription> RetryAsync(string? reason = null, CancellationToken cancellationToken = default)
        => ActAsync(NewAction(SagaVerb.Retry, reason), cancellationToken);

    /// <summary>Ends the saga as it stands: nothing more is done, and nothing undone.</summary>
    /// <exception cref="ActorsException"><see cref="ErrorCode.SagaActionConflict"/>: it has ended already.</exception>
    public Task<SagaDescription> TerminateAsync(string? reason = null, CancellationToken cancellationToken = default)
        => ActAsync(NewAction(SagaVerb.Terminate, reason), cancellationToken);

    /// <summary>Tells the saga what to do, with an own request id or a precondition.</summary>
    public async Task<SagaDescription> ActAsync(ActOnSaga request, CancellationToken cancellationToken = default)
        => (await InvokeAsync((grain, attempt) => grain.ActAsync(request, attempt), cancellationToken).ConfigureAwait(false)).Saga;

    /// <summary>What happened to the saga, oldest first.</summary>
    public async Task<ImmutableArray<SagaHistoryEntry>> HistoryAsync(CancellationToken cancellationToken = default)
    {
        var history = await _calls.ReadAsync(attempt => Grain.HistoryAsync(attempt), cancellationToken).ConfigureAwait(false);
        return history ?? throw new ActorsException(new Refusal(ErrorCode.NotFound, $"There is no saga '{Definition}/{Id}'."));
    }

    /// <summary>The steps that the saga keeps to.</summary>
    public async Task<SagaPlan> PlanAsync(CancellationToken cancellationToken = default)
    {
        var plan = await _calls.ReadAsync(attempt => Grain.PlanAsync(attempt), cancellationToken).ConfigureAwait(false);
        return plan ?? throw new ActorsException(new Refusal(
            ErrorCode.NotFound, $"There is no saga '{Definition}/{Id}', or the service does not have the definition that it was started with."));
    }

    internal async Task<SagaReply.Done> InvokeAsync(
        Func<ISagaGrain, CancellationToken, Task<SagaReply>> call, CancellationToken cancellationToken)
        => Accept(await _calls.InvokeAsync(attempt => call(Grain, attempt), repeatable: true, cancellationToken).ConfigureAwait(false));

    private static SagaReply.Done Accept(SagaReply reply)
        => reply is SagaReply.Refused refused ? throw new ActorsException(refused.Refusal) : (SagaReply.Done)reply;

    private static ActOnSaga NewAction(SagaVerb verb, string? reason) => new() { Verb = verb, Reason = reason, RequestId = RequestIds.New() };
}

using Actors.Records;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Actors.Calls;

/// <summary>
/// Calls grains and repeats what may be repeated, inside one deadline: callers see latency, not errors, when an activation is
/// fenced or a silo dies.
/// </summary>
public sealed class GrainCalls
{
    private static readonly ResiliencePropertyKey<bool> Repeatable = new("repeatable");
    private static readonly ResiliencePropertyKey<bool> MayHaveHappened = new("may-have-happened");
    private static readonly ResiliencePropertyKey<bool> Waits = new("waits");
    private static readonly ResiliencePropertyKey<TimeSpan> Deadline = new("deadline");
    private static readonly ResiliencePropertyKey<int> Attempt = new("attempt");

    private const int AttemptsOfOneLength = 4;

    // To Polly a time-out of zero is none.
    private static readonly TimeSpan DeadlineMin = TimeSpan.FromMilliseconds(1);

    private readonly IGrainFactory _grains;
    private readonly ActorsClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _pipeline;

    /// <param name="grains">An Orleans cluster client, or a silo's grain factory.</param>
    /// <param name="options">How long to try.</param>
    /// <param name="time">The clock of time-outs and pauses between attempts.</param>
    public GrainCalls(IGrainFactory grains, IOptions<ActorsClientOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _grains = grains;
        _options = options.Value;
        _time = time;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(new TimeoutStrategyOptions
            {
                TimeoutGenerator = arguments => ValueTask.FromResult(arguments.Context.Properties.GetValue(Deadline, _options.CallTimeout)),
            })
            .AddRetry(new RetryStrategyOptions
            {
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(20),
                MaxDelay = TimeSpan.FromMilliseconds(500),
                MaxRetryAttempts = int.MaxValue,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(
                    !arguments.Context.CancellationToken.IsCancellationRequested
                    && arguments.Outcome.Exception is { } exception
                    && (NothingHappened(exception)
                        || (arguments.Context.Properties.GetValue(MayHaveHappened, false) && IsOverloaded(exception))
                        || (arguments.Context.Properties.GetValue(Waits, false) && (RowIsHeld(exception) || IsOverloaded(exception)))
                        || (arguments.Context.Properties.GetValue(Repeatable, false) && OutcomeIsUnknown(exception)))),
            })
            .AddTimeout(new TimeoutStrategyOptions
            {
                TimeoutGenerator = arguments => ValueTask.FromResult(AttemptLimit(arguments.Context.Properties)),
                OnTimeout = arguments =>
                {
                    arguments.Context.Properties.Set(MayHaveHappened, true);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    internal TimeSpan SessionTtl => _options.SessionTtl;

    /// <summary>The grain that owns the record of this kind and key.</summary>
    public TGrain Grain<TGrain>(string kind, string key)
        where TGrain : IAddressable
        => _grains.GetRecordGrain<TGrain>(kind, key);

    /// <summary>
    /// Calls. A definite "nothing happened" is always repeated; an unknown outcome only if <paramref name="repeatable"/>: when
    /// the call carries a request id, or carrying it out twice is the same as once. A row that a transaction holds, or a
    /// silo with too much to do, is waited for only by a call that waits; others are told so at once, unless an earlier attempt of
    /// them may have been carried out.
    /// </summary>
    /// <param name="call">The call; it may run several times.</param>
    /// <param name="repeatable">Whether an attempt of unknown outcome may be repeated.</param>
    /// <param name="cancellationToken">Gives up; what was under way may still happen.</param>
    /// <param name="wait">How much longer than <see cref="ActorsClientOptions.CallTimeout"/> the call may take because it waits.</param>
    /// <exception cref="ActorsException">
    /// <see cref="ErrorCode.OutcomeUnknown"/>, <see cref="ErrorCode.Unavailable"/>, <see cref="ErrorCode.Overloaded"/> or <see cref="ErrorCode.RowHeld"/>.
    /// </exception>
    public Task<T> InvokeAsync<T>(
        Func<CancellationToken, Task<T>> call, bool repeatable, CancellationToken cancellationToken, TimeSpan wait = default)
        => CallAsync(call, repeatable, reads: false, wait, cancellationToken);

    /// <summary>
    /// Asks. Nothing is carried out, so every attempt may be repeated, and one that nobody answered leaves nothing unknown.
    /// </summary>
    /// <param name="call">The question; it may run several times.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="wait">How much longer than <see cref="ActorsClientOptions.CallTimeout"/> the answer may take because it waits for a change.</param>
    /// <exception cref="ActorsException"><see cref="ErrorCode.Unavailable"/>, <see cref="ErrorCode.Overloaded"/> or <see cref="ErrorCode.RowHeld"/>.</exception>
    public Task<T> ReadAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken, TimeSpan wait = default)
        => CallAsync(call, repeatable: true, reads: true, wait, cancellationToken);

    /// <summary>
    /// Nearly every call is answered at its first attempt, so that is made without the pipeline, which costs as much as the call's own
    /// part in this process. An attempt that failed becomes the pipeline's first.
    /// </summary>
    private async Task<T> CallAsync<T>(
        Func<CancellationToken, Task<T>> call, bool repeatable, bool reads, TimeSpan wait, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var limit = _options.CallTimeout + wait;
        if (repeatable && wait <= TimeSpan.Zero && _options.AttemptTimeout < limit) limit = _options.AttemptTimeout;
        Task<T> first;
        try
        {
            return await call(cancellationToken).WaitAsync(limit, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            first = Task.FromException<T>(exception);
        }

        var left = _options.CallTimeout + wait - _time.GetElapsedTime(started);
        return await RepeatAsync(attempt => Interlocked.Exchange(ref first!, null) ?? call(attempt), repeatable, reads, wait, left, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<T> RepeatAsync<T>(
        Func<CancellationToken, Task<T>> call, bool repeatable, bool reads, TimeSpan wait, TimeSpan left, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Repeatable, repeatable);
        context.Properties.Set(Waits, wait > TimeSpan.Zero);
        context.Properties.Set(Deadline, left > DeadlineMin ? left : DeadlineMin);
        Exception? last = null;
        try
        {
            return await _pipeline.ExecuteAsync(
                async (current, attempt) =>
                {
                    try
                    {
                        return await attempt(current.CancellationToken).WaitAsync(current.CancellationToken).ConfigureAwait(false);
                    }
                    catch (Exception exception) when (!current.CancellationToken.IsCancellationRequested)
                    {
                        last = exception;
                        if (OutcomeIsUnknown(exception)) current.Properties.Set(MayHaveHappened, true);
                        throw;
                    }
                },
                context,
                call).ConfigureAwait(false);
        }
        catch (RecordFaultException held) when (RowIsHeld(held))
        {
            throw new ActorsException(new Refusal(ErrorCode.RowHeld, held.Message), held);
        }
        catch (RecordFaultException full) when (IsOverloaded(full))
        {
            throw new ActorsException(new Refusal(ErrorCode.Overloaded, full.Message).With("retryAfterSeconds", "1"), full);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (NothingHappened(exception) || OutcomeIsUnknown(exception))
        {
            throw reads
                ? new ActorsException(new Refusal(ErrorCode.Unavailable, "The service could not answer in time. Try again."), last ?? exception)
                : Explain(last ?? exception, exception);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    // Orleans tells nobody that a request was lost with the silo that had it: its time-out is all there is, and that has to be longer than
    // the longest wait. So a request that may be repeated is repeated well before. The first few limits are equal, to be there soon after a
    // fail-over; later ones double, so that silos that are slow because they have much to do are not given more of it.
    private TimeSpan AttemptLimit(ResilienceProperties properties)
    {
        if (!properties.GetValue(Repeatable, false) || properties.GetValue(Waits, false)) return Timeout.InfiniteTimeSpan;
        var attempt = properties.GetValue(Attempt, 0);
        properties.Set(Attempt, attempt + 1);
        return _options.AttemptTimeout * Math.Pow(2, Math.Max(0, attempt - AttemptsOfOneLength));
    }

    private static ActorsException Explain(Exception cause, Exception caught) => NothingHappened(cause) && caught is not TimeoutRejectedException
        ? new ActorsException(new Refusal(ErrorCode.Unavailable, "The service could not carry out the request in time. Nothing was changed; try again."), cause)
        : new ActorsException(
            new Refusal(
                ErrorCode.OutcomeUnknown,
                "It is not known whether the request was carried out. Repeat it with the same request id, or read the state first."),
            cause);

    private static bool NothingHappened(Exception exception) => exception is RecordFaultException { Code: ErrorCode.Fenced };

    private static bool IsOverloaded(Exception exception) => exception is RecordFaultException { Code: ErrorCode.Overloaded };

    private static bool RowIsHeld(Exception exception) => exception is RecordFaultException { Code: ErrorCode.RowHeld };

    // Orleans passes on as it is what ends a silo's own work in mid-call: an activation that is given up while it starts cancels,
    // a silo that stops disposes. A cancellation by the caller or by the deadline never comes here.
    private static bool OutcomeIsUnknown(Exception exception) => exception
        is RecordFaultException { Code: ErrorCode.OutcomeUnknown }
        or TimeoutException
        or TimeoutRejectedException
        or OrleansException
        or OperationCanceledException
        or ObjectDisposedException;
}

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
    private static readonly ResiliencePropertyKey<bool> Waits = new("waits");
    private static readonly ResiliencePropertyKey<TimeSpan> Deadline = new("deadline");

    private readonly IGrainFactory _grains;
    private readonly ActorsClientOptions _options;
    private readonly ResiliencePipeline _pipeline;

    /// <param name="grains">An Orleans cluster client, or a silo's grain factory.</param>
    /// <param name="options">How long to try.</param>
    /// <param name="time">The clock of time-outs and pauses between attempts.</param>
    public GrainCalls(IGrainFactory grains, IOptions<ActorsClientOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _grains = grains;
        _options = options.Value;
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
                        || (arguments.Context.Properties.GetValue(Waits, false) && RowIsHeld(exception))
                        || (arguments.Context.Properties.GetValue(Repeatable, false) && OutcomeIsUnknown(exception)))),
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
    /// the call carries a request id, or carrying it out twice is the same as once. A row that a transaction holds is waited for
    /// only by a call that waits.
    /// </summary>
    /// <param name="call">The call; it may run several times.</param>
    /// <param name="repeatable">Whether an attempt of unknown outcome may be repeated.</param>
    /// <param name="cancellationToken">Gives up; what was under way may still happen.</param>
    /// <param name="wait">How much longer than <see cref="ActorsClientOptions.CallTimeout"/> the call may take because it waits.</param>
    /// <exception cref="ActorsException"><see cref="ErrorCode.OutcomeUnknown"/>, <see cref="ErrorCode.Unavailable"/> or <see cref="ErrorCode.RowHeld"/>.</exception>
    public async Task<T> InvokeAsync<T>(
        Func<CancellationToken, Task<T>> call, bool repeatable, CancellationToken cancellationToken, TimeSpan wait = default)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Repeatable, repeatable);
        context.Properties.Set(Waits, wait > TimeSpan.Zero);
        context.Properties.Set(Deadline, _options.CallTimeout + wait);
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
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is TimeoutRejectedException || NothingHappened(exception) || OutcomeIsUnknown(exception))
        {
            throw Explain(last ?? exception, exception);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static ActorsException Explain(Exception cause, Exception caught) => NothingHappened(cause) && caught is not TimeoutRejectedException
        ? new ActorsException(new Refusal(ErrorCode.Unavailable, "The service could not carry out the request in time. Nothing was changed; try again."), cause)
        : new ActorsException(
            new Refusal(
                ErrorCode.OutcomeUnknown,
                "It is not known whether the request was carried out. Repeat it with the same request id, or read the state first."),
            cause);

    private static bool NothingHappened(Exception exception) => exception is RecordFaultException { Code: ErrorCode.Fenced };

    private static bool RowIsHeld(Exception exception) => exception is RecordFaultException { Code: ErrorCode.RowHeld };

    // Orleans passes on as it is what ends a silo's own work in mid-call: an activation that is given up while it starts cancels,
    // a silo that stops disposes. A cancellation by the caller or by the deadline never comes here.
    private static bool OutcomeIsUnknown(Exception exception) => exception
        is RecordFaultException { Code: ErrorCode.OutcomeUnknown }
        or TimeoutException
        or OrleansException
        or OperationCanceledException
        or ObjectDisposedException;
}

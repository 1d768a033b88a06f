using Actors.Records;
using Actors.Storage;
using Microsoft.Extensions.Logging;

namespace Actors.Sagas;

/// <summary>
/// Drives a saga: asks the machine what is next, does it, and tells the machine what came of it, until there is nothing more to
/// do. Every answer of the machine is durable before it is acted upon. Runs on its grain's scheduler.
/// </summary>
internal sealed partial class SagaDriver(
    RecordKey key, RecordCell<SagaState> cell, SagaRegistry registry, SagaSend send, SagaTerms terms, TimeProvider time, ILogger logger, Action leave)
    : IDisposable
{
    private readonly SagaCalls _calls = new(key.Key, send, time);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task _run = Task.CompletedTask;
    private CancellationTokenSource? _pause;
    private bool _again;
    private bool _waking;

    /// <summary>Completes when this activation has seen the saga end.</summary>
    internal Task Ended => _ended.Task;

    internal Task Running => _run;

    /// <summary>Begins to drive, or looks again if it does already. Call after the write that gave a reason to.</summary>
    internal void Drive()
    {
        _again = true;
        _pause?.Cancel();
        Notice(cell.Image.State);
        if (_run.IsCompleted && !_stopping.IsCancellationRequested) _run = RunAsync();
    }

    /// <summary>The saga is due: goes on with it, or moves its due time on if it is being driven.</summary>
    internal async Task WakeAsync()
    {
        if (_waking || cell.Image.State is not { } state || state.IsFinal() || state.Status == SagaStatus.Stuck) return;
        _waking = true;
        try
        {
            if (!_run.IsCompleted)
            {
                await cell.ExecuteAsync((image, _) => SagaMachine.Renew(image, terms));
            }
            else if (registry.Of(state) is { Blueprint: { } blueprint })
            {
                await TakeOverAsync(blueprint, state.TakeOvers);
            }
            else
            {
                await WaitAsync(registry.Of(state).Why);
            }
        }
        finally
        {
            _waking = false;
        }
    }

    /// <summary>Stops between two steps, and lets the next activation begin at once.</summary>
    internal async Task StopAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        await _run;
        try
        {
            await cell.ExecuteAsync(SagaMachine.HandOver);
        }
        catch (RecordFaultException exception)
        {
            LogHandOverFailed(exception, key);
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task TakeOverAsync(SagaBlueprint blueprint, int before)
    {
        var turn = await cell.ExecuteAsync((image, now) => SagaMachine.TakeOver(image, blueprint.Plan, terms, now));
        var state = turn.Image.State!;
        if (state.TakeOvers > before) SagaInstruments.TakenOver(state.Definition);
        if (state.Status == SagaStatus.Stuck) LogRested(state);
        else Drive();
    }

    private async Task WaitAsync(SagaFailure why)
    {
        var turn = await cell.ExecuteAsync((image, _) => SagaMachine.Wait(image, why.Code, why.Detail, terms));
        LogWaiting(key, why.Code, why.Detail);

        // Another silo may have the build that this one lacks: the next wake may find it.
        if (turn.Image.State?.Status == SagaStatus.Waiting) leave();
    }

    private async Task RunAsync()
    {
        try
        {
            do
            {
                _again = false;
                if (registry.Of(cell.Image.State!) is not { Blueprint: { } blueprint })
                {
                    await WaitAsync(registry.Of(cell.Image.State!).Why);
                    return;
                }

                await FollowAsync(blueprint);
            }
            while (_again);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The activation ends. What was under way is repeated under its key by the next one.
        }
        catch (RecordFaultException exception)
        {
            // A storage error or a fence says nothing about the step: the row says where the saga is, and a sweeper finds it due.
            LogFault(exception, key);
        }
        catch (Exception exception)
        {
            LogBroken(exception, key);
            leave();
        }
    }

    private async Task FollowAsync(SagaBlueprint blueprint)
    {
        var plan = blueprint.Plan;
        var turn = await cell.ExecuteAsync((image, _) => SagaTurns.Keep(image, SagaPath.Next(image.State, plan)));
        while (turn.Action is not SagaAction.Rest)
        {
            _stopping.Token.ThrowIfCancellationRequested();
            turn = turn.Action switch
            {
                SagaAction.Call call => await CallAsync(blueprint, turn.Image.State!, call.Attempt),
                SagaAction.Pause pause => await PauseAsync(plan, pause),
                _ => throw new InvalidOperationException($"The action {turn.Action} is not one."),
            };
        }

        if (turn.Image.State is { } state) LogRested(state);
    }

    private async Task<SagaTurn> CallAsync(SagaBlueprint blueprint, SagaState state, SagaAttempt attempt)
    {
        using var span = SagaTrace.StartStep(key.Key, state, blueprint.Plan.Steps[attempt.Step].Name, attempt);
        var started = time.GetTimestamp();
        var (reply, failure) = await _calls.AttemptAsync(blueprint, state, attempt, _stopping.Token);
        _stopping.Token.ThrowIfCancellationRequested();
        SagaTrace.Answered(span, reply is null ? failure : null);
        SagaInstruments.Called(state.Definition, reply is null ? failure : null, time.GetElapsedTime(started));
        try
        {
            return reply is not null
                ? await cell.ExecuteAsync((image, now) => SagaStepMachine.Done(image, blueprint.Plan, attempt, reply, now))
                : await FailAsync(blueprint.Plan, attempt, failure);
        }
        catch (RecordTooLargeException exception)
        {
            return await cell.ExecuteAsync((image, now) => SagaMachine.Park(
                image, SagaErrorCodes.TooLarge, $"The result of the step cannot be kept: {exception.Message}", now));
        }
    }

    private Task<SagaTurn> FailAsync(SagaPlan plan, SagaAttempt attempt, SagaFailure failure)
    {
        LogAttemptFailed(key, plan.Steps[attempt.Step].Name, attempt.Undo, attempt.Number, failure.Code, failure.Detail);
        var jitter = Random.Shared.NextDouble();
        return cell.ExecuteAsync((image, now) => SagaStepMachine.Failed(image, plan, attempt, failure, jitter, now));
    }

    private async Task<SagaTurn> PauseAsync(SagaPlan plan, SagaAction.Pause pause)
    {
        using (var ending = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token))
        {
            _pause = ending;
            await Task.Delay(pause.For, time, ending.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            _pause = null;
        }

        _stopping.Token.ThrowIfCancellationRequested();
        return await cell.ExecuteAsync((image, _) => SagaTurns.Keep(image, SagaPath.Resume(image.State, plan, pause.Then)));
    }

    private void LogRested(SagaState state)
    {
        Notice(state);
        if (state.Status is SagaStatus.Running or SagaStatus.Compensating or SagaStatus.Waiting) return;
        SagaInstruments.Rested(state.Definition, state.Status);
        if (state.Status == SagaStatus.Stuck) LogStuck(key, state.Step ?? "", state.Trouble?.Code ?? "", state.Trouble?.Detail ?? "");
    }

    private void Notice(SagaState? state)
    {
        if (state is not null && state.IsFinal()) _ended.TrySetResult();
    }
}

using Actors.Commands;
using Actors.Records;

namespace Actors.Sagas;

/// <summary>Carries out one attempt of a step or an undo, and says what is known of its outcome.</summary>
internal sealed class SagaCalls(string id, SagaSend send, TimeProvider time)
{
    private const int DetailLengthMax = 500;

    /// <summary>The reply as JSON text, or the failure. Throws only when <paramref name="stopping"/> says so.</summary>
    internal async Task<(string? Reply, SagaFailure Failure)> AttemptAsync(
        SagaBlueprint blueprint, SagaState state, SagaAttempt attempt, CancellationToken stopping)
    {
        var step = blueprint.Plan.Steps[attempt.Step];
        var retry = attempt.Undo ? step.UndoRetry : step.Retry;
        SagaCommand command;
        try
        {
            command = blueprint.Command(attempt.Step, attempt.Undo, SagaFrames.Of(id, state));
        }
        catch (Exception exception)
        {
            // The definition's own code gives the same for the same, so no attempt has ever been sent.
            return (null, Failure(SagaErrorCodes.HandlerFailed, $"{exception.GetType().Name}: {exception.Message}", mayHaveRun: false, retryable: false));
        }

        if (Names.Refuse("key", command.Key) is { } wrong)
        {
            return (null, Failure(SagaErrorCodes.HandlerFailed, wrong.Detail, mayHaveRun: false, retryable: false));
        }

        try
        {
            return Read(await SendAsync(command, Call(blueprint.Plan.Definition, step, attempt.Undo, command), step.Timeout, stopping), retry);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            return (null, Explain(exception, step));
        }
    }

    private CommandCall Call(string definition, SagaPlanStep step, bool undo, SagaCommand command) => new()
    {
        Command = command.Name,
        Body = command.Body,
        RequestId = undo ? SagaKeys.Undo(definition, id, step.Name) : SagaKeys.Do(definition, id, step.Name),
        Undoes = undo && step.Do is not null ? SagaKeys.Do(definition, id, step.Name) : null,
    };

    private async Task<CommandReply> SendAsync(SagaCommand command, CommandCall call, TimeSpan timeout, CancellationToken stopping)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            return await send(command.Kind, command.Key, call, abandoned.Token).WaitAsync(timeout, time, stopping);
        }
        catch (TimeoutException)
        {
            await abandoned.CancelAsync();
            throw;
        }
    }

    private static (string? Reply, SagaFailure Failure) Read(CommandReply reply, SagaRetry retry)
    {
        if (reply is CommandReply.Done done) return (done.Body, default);
        var refusal = ((CommandReply.Refused)reply).Refusal;
        var code = refusal.Reason ?? CommandNames.Kebab(refusal.Code.ToString());
        var (mayHaveRun, retryable) = refusal.Code switch
        {
            ErrorCode.OutcomeUnknown => (true, true),
            ErrorCode.Fenced or ErrorCode.RowHeld or ErrorCode.Overloaded or ErrorCode.Unavailable => (false, true),

            // The key was carried out before with another body: the definition's code is not the same for the same. What was
            // carried out must be undone.
            ErrorCode.RequestIdReused => (true, false),
            _ => (false, retry.Codes.Contains(code)),
        };
        return (null, Failure(code, refusal.Detail, mayHaveRun, retryable));
    }

    private static SagaFailure Explain(Exception exception, SagaPlanStep step) => exception switch
    {
        RecordFaultException { Code: ErrorCode.Fenced } => Failure("fenced", exception.Message, mayHaveRun: false, retryable: true),
        RecordFaultException { Code: ErrorCode.RowHeld } => Failure("row-held", exception.Message, mayHaveRun: false, retryable: true),
        RecordFaultException { Code: ErrorCode.Overloaded } => Failure("overloaded", exception.Message, mayHaveRun: false, retryable: true),
        TimeoutException => Failure(
            SagaErrorCodes.Timeout, $"There was no answer in {step.Timeout.TotalSeconds} s. It is not known whether the command was carried out.", mayHaveRun: true, retryable: true),
        _ => Failure(SagaErrorCodes.CallFailed, $"{exception.GetType().Name}: {exception.Message}", mayHaveRun: true, retryable: true),
    };

    private static SagaFailure Failure(string code, string detail, bool mayHaveRun, bool retryable)
        => new(code, detail.Length <= DetailLengthMax ? detail : detail[..DetailLengthMax], mayHaveRun, retryable);
}

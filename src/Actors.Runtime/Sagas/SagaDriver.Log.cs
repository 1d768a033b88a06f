using Actors.Storage;
using Microsoft.Extensions.Logging;

namespace Actors.Sagas;

internal sealed partial class SagaDriver
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Saga '{Key}' is stuck at '{Step}' ({Code}): {Detail} It goes on when an operator retries, cancels or terminates it.")]
    private partial void LogStuck(RecordKey key, string step, string code, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Saga '{Key}' waits ({Code}): {Detail}")]
    private partial void LogWaiting(RecordKey key, string code, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "Saga '{Key}': step '{Step}' (undo: {Undo}), attempt {Attempt} brought no result ({Code}): {Detail}")]
    private partial void LogAttemptFailed(RecordKey key, string step, bool undo, int attempt, string code, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "Saga '{Key}' is no longer driven by this activation. A sweeper finds it due.")]
    private partial void LogFault(Exception exception, RecordKey key);

    [LoggerMessage(Level = LogLevel.Information, Message = "Saga '{Key}' could not be handed over. A sweeper finds it due when its lease is over.")]
    private partial void LogHandOverFailed(Exception exception, RecordKey key);

    [LoggerMessage(Level = LogLevel.Error, Message = "Saga '{Key}' met a fault of the engine. It is taken over when its lease is over.")]
    private partial void LogBroken(Exception exception, RecordKey key);
}

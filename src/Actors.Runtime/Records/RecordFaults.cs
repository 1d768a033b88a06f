using Actors.Storage;

namespace Actors.Records;

/// <summary>What a cell tells those whose command it could not carry out.</summary>
internal static class RecordFaults
{
    internal static RecordFaultException Fenced(RecordKey key, string why) => new(
        ErrorCode.Fenced, $"Nothing was written to '{key}', as {why}. Repeat the request.");

    internal static RecordFaultException Unknown(RecordKey key, Exception exception) => new(
        ErrorCode.OutcomeUnknown, $"It is not known whether the commit of '{key}' happened. Repeat the request with the same id.", exception);

    internal static RecordFaultException Overloaded(RecordKey key, string why, Exception? exception = null) => new(
        ErrorCode.Overloaded, $"Nothing was written to '{key}'. {why}", exception);
}

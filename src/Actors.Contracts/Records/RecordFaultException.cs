namespace Actors.Records;

/// <summary>
/// A grain could not carry a request to its end. <see cref="Code"/> is <see cref="ErrorCode.Fenced"/> (nothing was written:
/// repeat it), <see cref="ErrorCode.RowHeld"/> (nothing was written: repeat it later) or <see cref="ErrorCode.OutcomeUnknown"/> (repeat it with the same request id).
/// </summary>
[GenerateSerializer, Alias("Actors.Records.RecordFaultException")]
public sealed class RecordFaultException : Exception
{
    /// <summary>Creates the fault.</summary>
    public RecordFaultException(ErrorCode code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary><see cref="ErrorCode.Fenced"/>, <see cref="ErrorCode.RowHeld"/> or <see cref="ErrorCode.OutcomeUnknown"/>.</summary>
    [Id(0)]
    public ErrorCode Code { get; private set; }
}

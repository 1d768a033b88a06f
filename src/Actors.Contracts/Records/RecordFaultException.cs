namespace Actors.Records;

/// <summary>
/// A grain could not carry a request to its end. <see cref="Code"/> is <see cref="ErrorCode.Fenced"/> (nothing was written:
/// repeat it), <see cref="ErrorCode.RowHeld"/> or <see cref="ErrorCode.Overloaded"/> (nothing was written: repeat it later) or <see cref="ErrorCode.OutcomeUnknown"/> (repeat it with the same request id).
/// </summary>
[GenerateSerializer, Alias("Actors.Records.RecordFaultException")]
public sealed class RecordFaultException : Exception
{
    [NonSerialized]
    private readonly Exception? _cause;

    /// <summary>Creates the fault.</summary>
    /// <param name="code">What the caller may do.</param>
    /// <param name="message">What happened.</param>
    /// <param name="cause">
    /// What it came from, for the silo's log. It is no inner exception, as those cross the wire: a storage's own cannot, and the caller
    /// would get a fault of the wire in the place of this one.
    /// </param>
    public RecordFaultException(ErrorCode code, string message, Exception? cause = null)
        : base(message) => (Code, _cause) = (code, cause);

    /// <summary><see cref="ErrorCode.Fenced"/>, <see cref="ErrorCode.RowHeld"/>, <see cref="ErrorCode.Overloaded"/> or <see cref="ErrorCode.OutcomeUnknown"/>.</summary>
    [Id(0)]
    public ErrorCode Code { get; private set; }

    /// <summary>What it came from; null on the other side of the wire.</summary>
    public Exception? Cause => _cause;

    /// <inheritdoc/>
    public override string ToString() => Cause is null ? base.ToString() : $"{base.ToString()}{Environment.NewLine} ---> {Cause}";
}

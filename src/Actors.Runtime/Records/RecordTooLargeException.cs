namespace Actors.Records;

/// <summary>A command would have made the state larger than the limit. It was not carried out; others were not harmed.</summary>
public sealed class RecordTooLargeException(int bytes, int bytesMax)
    : Exception($"The state would have {bytes} bytes; at most {bytesMax} are kept.")
{
    public int Bytes { get; } = bytes;

    public int BytesMax { get; } = bytesMax;
}

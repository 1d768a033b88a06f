namespace Actors.Records;

/// <summary>The request id was used before, with another body. Nothing was carried out.</summary>
public sealed class RequestIdReusedException(string requestId)
    : Exception($"The request id '{requestId}' was used before with another body. Use a new id for a new request.")
{
    public string RequestId { get; } = requestId;
}

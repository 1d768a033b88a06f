namespace Actors.Requests;

/// <summary>A request that cannot be read. Thrown only inside this assembly, to leave a handler early; becomes a problem.</summary>
internal sealed class RefusedException(Refusal refusal, int? status = null) : Exception(refusal.Detail)
{
    internal Refusal Refusal { get; } = refusal;

    internal int? Status { get; } = status;
}

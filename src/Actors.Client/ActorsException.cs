namespace Actors;

/// <summary>
/// A request got no success. <see cref="Code"/> says whether it was refused (nothing was changed), or
/// (<see cref="ErrorCode.OutcomeUnknown"/>) nobody can say what became of it.
/// </summary>
public class ActorsException : Exception
{
    /// <summary>Creates the exception of a refusal.</summary>
    public ActorsException(Refusal refusal, Exception? inner = null)
        : base((refusal ?? throw new ArgumentNullException(nameof(refusal))).Detail, inner) => Refusal = refusal;

    /// <summary>The refusal, with its facts.</summary>
    public Refusal Refusal { get; }

    /// <summary>What kind of refusal it is.</summary>
    public ErrorCode Code => Refusal.Code;
}

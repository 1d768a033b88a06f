namespace Actors.Sagas;

/// <summary>The codes of errors that are the saga's own.</summary>
public static class SagaErrorCodes
{
    /// <summary>It was cancelled.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>It was terminated by an operator.</summary>
    public const string Terminated = "terminated";

    /// <summary>An attempt was not answered in the step's timeout.</summary>
    public const string Timeout = "timeout";

    /// <summary>The call failed on its way; it is not known whether it was carried out.</summary>
    public const string CallFailed = "call-failed";

    /// <summary>The definition's own code, which makes the command, threw.</summary>
    public const string HandlerFailed = "handler-failed";

    /// <summary>This build has no such definition and version.</summary>
    public const string HandlerMissing = "handler-missing";

    /// <summary>This build has the definition and version, but with other steps.</summary>
    public const string DefinitionChanged = "definition-changed";

    /// <summary>The process ended again and again while it drove the saga.</summary>
    public const string Poison = "poison";

    /// <summary>What the saga would have to remember is larger than a record may be.</summary>
    public const string TooLarge = "too-large";
}

namespace Actors.Hosting;

/// <summary>How a process logs to standard output. Section <c>Actors:Logging</c>.</summary>
public sealed class ActorsLoggingOptions
{
    internal const string Json = "Json";
    internal const string Text = "Text";

    /// <summary>
    /// <c>Text</c> for people, or <c>Json</c> for machines: one object a line, with the ids of trace and span among its scopes.
    /// Default: Text.
    /// </summary>
    public string Format { get; set; } = Text;
}

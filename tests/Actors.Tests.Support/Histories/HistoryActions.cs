namespace Actors.Tests.Support.Histories;

/// <summary>The operations that histories tell of.</summary>
public static class HistoryActions
{
    public const string Acquire = "acquire";
    public const string Renew = "renew";
    public const string Release = "release";

    /// <summary>The holder was told that it holds no longer.</summary>
    public const string Lost = "lost";

    /// <summary>A write that carries a token; the name is what is written to.</summary>
    public const string Write = "write";

    /// <summary>The process did not run, frozen or without a processor.</summary>
    public const string Stall = "stall";
}

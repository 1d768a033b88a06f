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

    /// <summary>What is there was looked at.</summary>
    public const string Read = "read";

    /// <summary>A register is given a value, whatever it has or if it still has the version expected.</summary>
    public const string Set = "set";

    /// <summary>Something was added to a counter; the value is what the counter then was.</summary>
    public const string Add = "add";

    /// <summary>A counter was read when all was over.</summary>
    public const string Final = "final";

    /// <summary>The process did not run, frozen or without a processor.</summary>
    public const string Stall = "stall";
}

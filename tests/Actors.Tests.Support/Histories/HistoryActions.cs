namespace Actors.Tests.Support.Histories;

/// <summary>The operations that histories tell of.</summary>
public static class HistoryActions
{
    public const string Acquire = "acquire";
    public const string Renew = "renew";
    public const string Release = "release";
}

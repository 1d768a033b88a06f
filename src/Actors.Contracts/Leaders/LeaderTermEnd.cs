namespace Actors.Leaders;

/// <summary>How a term ended.</summary>
[GenerateSerializer, Alias("Actors.Leaders.LeaderTermEnd")]
public enum LeaderTermEnd
{
    /// <summary>Never sent.</summary>
    Unknown = 0,

    /// <summary>The leader resigned.</summary>
    Resigned = 1,

    /// <summary>The leader was not heard of for its TTL.</summary>
    Expired = 2,
}

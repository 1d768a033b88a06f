namespace Shop;

/// <summary>Where an order is.</summary>
public enum OrderStatus
{
    /// <summary>Nothing has happened yet.</summary>
    Unknown = 0,

    /// <summary>It will be delivered.</summary>
    Confirmed = 1,

    /// <summary>It will not be delivered.</summary>
    Cancelled = 2,
}

namespace Shop;

/// <summary>Where a payment is.</summary>
public enum PaymentStatus
{
    /// <summary>Nothing has happened yet.</summary>
    Unknown = 0,

    /// <summary>The money was taken.</summary>
    Charged = 1,

    /// <summary>The money was given back.</summary>
    Refunded = 2,

    /// <summary>The card was declined; no money was taken.</summary>
    Declined = 3,
}

namespace Shop;

/// <summary>Event "order-cancelled".</summary>
/// <param name="Reason">Why.</param>
public sealed record OrderCancelled(string Reason);

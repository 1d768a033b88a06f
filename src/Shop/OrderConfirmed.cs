namespace Shop;

/// <summary>Event "order-confirmed".</summary>
/// <param name="Sku">The product.</param>
/// <param name="Quantity">How many pieces of it.</param>
public sealed record OrderConfirmed(string Sku, int Quantity);

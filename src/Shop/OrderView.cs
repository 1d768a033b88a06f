namespace Shop;

/// <summary>An order as its owner sees it.</summary>
/// <param name="Status">Where it is.</param>
/// <param name="Sku">The product; null if the order was cancelled before it was confirmed.</param>
/// <param name="Quantity">How many pieces of it.</param>
/// <param name="Total">What they cost together.</param>
/// <param name="Reason">Why it was cancelled; null if it was not.</param>
public sealed record OrderView(OrderStatus Status, string? Sku, int Quantity, decimal Total, string? Reason);

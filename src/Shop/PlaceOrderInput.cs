namespace Shop;

/// <summary>What <see cref="PlaceOrder"/> is started with.</summary>
/// <param name="OrderId">The order; the id of its payment too.</param>
/// <param name="Sku">The product.</param>
/// <param name="Quantity">How many pieces of it, at least 1.</param>
/// <param name="Total">What they cost together, more than 0.</param>
/// <param name="Card">The number of the card to charge.</param>
public sealed record PlaceOrderInput(string OrderId, string Sku, int Quantity, decimal Total, string Card);

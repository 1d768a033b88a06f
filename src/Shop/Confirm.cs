using Actors.Commands;

namespace Shop;

/// <summary>The order will be delivered.</summary>
/// <param name="Sku">The product.</param>
/// <param name="Quantity">How many pieces of it, at least 1.</param>
/// <param name="Total">What they cost together, more than 0.</param>
public sealed record Confirm(string Sku, int Quantity, decimal Total) : ICommand<OrderView>;

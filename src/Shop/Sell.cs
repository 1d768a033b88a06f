using Actors.Commands;

namespace Shop;

/// <summary>What is held for an order goes to the customer.</summary>
/// <param name="OrderId">Which order.</param>
public sealed record Sell(string OrderId) : ICommand<StockLevel>;

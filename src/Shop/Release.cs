using Actors.Commands;

namespace Shop;

/// <summary>Gives back what is held for an order.</summary>
/// <param name="OrderId">Which order.</param>
public sealed record Release(string OrderId) : ICommand<StockLevel>;

using Actors.Commands;

namespace Shop;

/// <summary>Holds pieces for an order.</summary>
/// <param name="OrderId">Which order.</param>
/// <param name="Quantity">How many, at least 1.</param>
public sealed record Reserve(string OrderId, int Quantity) : ICommand<StockLevel>;

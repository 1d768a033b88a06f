using Actors.Commands;

namespace Shop;

/// <summary>New pieces have come in.</summary>
/// <param name="Quantity">How many, at least 1.</param>
public sealed record Restock(int Quantity) : ICommand<StockLevel>;

namespace Shop;

/// <summary>Where the pieces of a product are.</summary>
/// <param name="Available">Can be reserved.</param>
/// <param name="Reserved">Held for orders.</param>
/// <param name="Sold">Gone to customers.</param>
public sealed record StockLevel(int Available, int Reserved, int Sold);

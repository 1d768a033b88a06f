using System.Collections.Immutable;

namespace Shop;

/// <summary>What is kept of a product's stock.</summary>
public sealed record StockState
{
    /// <summary>Pieces that can be reserved.</summary>
    public int Available { get; init; }

    /// <summary>Pieces held for orders: the sum of <see cref="Reservations"/>.</summary>
    public int Reserved { get; init; }

    /// <summary>Pieces gone to customers.</summary>
    public int Sold { get; init; }

    /// <summary>How many pieces are held for which order.</summary>
    public ImmutableDictionary<string, int> Reservations { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>The pieces without the orders.</summary>
    public StockLevel ToLevel() => new(Available, Reserved, Sold);
}

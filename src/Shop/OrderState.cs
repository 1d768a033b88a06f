namespace Shop;

/// <summary>What is kept of an order.</summary>
public sealed record OrderState
{
    /// <summary>Where the order is.</summary>
    public OrderStatus Status { get; init; }

    /// <summary>The product; null if the order was cancelled before it was confirmed.</summary>
    public string? Sku { get; init; }

    /// <summary>How many pieces of it.</summary>
    public int Quantity { get; init; }

    /// <summary>What they cost together.</summary>
    public decimal Total { get; init; }

    /// <summary>Why the order was cancelled; null if it was not.</summary>
    public string? Reason { get; init; }

    /// <summary>The order as its owner sees it.</summary>
    public OrderView ToView() => new(Status, Sku, Quantity, Total, Reason);
}

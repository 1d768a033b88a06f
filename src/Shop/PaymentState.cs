namespace Shop;

/// <summary>What is kept of a payment. The card is not.</summary>
public sealed record PaymentState
{
    /// <summary>Where the payment is.</summary>
    public PaymentStatus Status { get; init; }

    /// <summary>The amount that was, or should have been, taken.</summary>
    public decimal Amount { get; init; }

    /// <summary>Why the money was given back; null if it was not.</summary>
    public string? RefundReason { get; init; }

    /// <summary>The payment as its owner sees it.</summary>
    public PaymentReceipt ToReceipt() => new(Status, Amount);
}

namespace Shop;

/// <summary>What became of a payment.</summary>
/// <param name="Status">Where it is.</param>
/// <param name="Amount">How much it is about.</param>
public sealed record PaymentReceipt(PaymentStatus Status, decimal Amount);

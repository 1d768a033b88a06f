using Actors.Commands;

namespace Shop;

/// <summary>Gives the money back.</summary>
/// <param name="Reason">Why.</param>
public sealed record Refund(string Reason) : ICommand<PaymentReceipt>;

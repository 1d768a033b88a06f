using Actors.Commands;

namespace Shop;

/// <summary>Takes money from a card.</summary>
/// <param name="Amount">How much, more than 0.</param>
/// <param name="Card">The card's number. One that ends in 0002 is declined.</param>
public sealed record Charge(decimal Amount, string Card) : ICommand<PaymentReceipt>;

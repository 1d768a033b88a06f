using Actors.Commands;

namespace Shop;

/// <summary>The order will not be delivered.</summary>
/// <param name="Reason">Why.</param>
public sealed record Cancel(string Reason) : ICommand<OrderView>;

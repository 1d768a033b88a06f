using Actors.Sagas;

namespace Shop;

/// <summary>
/// Places an order: reserve the stock, charge the card, confirm the order, and sell what was reserved.
/// </summary>
/// <remarks>
/// Until the order is confirmed everything can be taken back: a refused reservation or card ends with the order cancelled, the
/// stock as it was, and the money given back. The confirmation is the point of no return: the customer may see it, so from there
/// on the saga only goes forward, and selling the reserved pieces is repeated until it succeeds.
/// </remarks>
[Saga("place-order")]
public sealed class PlaceOrder : SagaDefinition<PlaceOrderInput>
{
    /// <inheritdoc/>
    protected override void Build(SagaBuilder<PlaceOrderInput> saga) => saga
        .Compensation("cancel-order", undo => undo
            .Call<Order>(x => x.Input.OrderId, x => new Cancel(x.Error?.Detail ?? "The order could not be placed.")))
        .Compensatable("reserve-stock", step => step
            .Do<Stock>(x => x.Input.Sku, x => new Reserve(x.Input.OrderId, x.Input.Quantity))
            .Undo<Stock>(x => x.Input.Sku, x => new Release(x.Input.OrderId)))
        .Compensatable("charge", step => step
            .Do<Payment>(x => x.Input.OrderId, x => new Charge(x.Input.Total, x.Input.Card))
            .Undo<Payment>(x => x.Input.OrderId, x => new Refund(x.Error?.Detail ?? "The order could not be placed.")))
        .Pivot("confirm-order", step => step
            .Do<Order>(x => x.Input.OrderId, x => new Confirm(x.Input.Sku, x.Input.Quantity, x.Input.Total)))
        .Retriable("sell-stock", step => step
            .Do<Stock>(x => x.Input.Sku, x => new Sell(x.Input.OrderId)));
}

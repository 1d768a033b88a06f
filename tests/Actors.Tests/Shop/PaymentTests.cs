using Actors.Entities;
using Shop;

namespace Actors.Tests.Shop;

public sealed class PaymentTests
{
    [Fact]
    public void A_card_is_charged_once()
    {
        var outcome = On(null).Handle(new Charge(9.5m, "4242"));
        Assert.Equal(new PaymentReceipt(PaymentStatus.Charged, 9.5m), outcome.Reply);
        Assert.Equal(OutcomeChange.Keep, On((PaymentState)outcome.State!).Handle(new Charge(9.5m, "4242")).Change);
        Assert.Equal("already-charged", On((PaymentState)outcome.State!).Handle(new Charge(10, "4242")).Refusal?.Code);
    }

    [Fact]
    public void A_card_that_ends_in_0002_is_declined_and_that_is_recorded()
    {
        var outcome = On(null).Handle(new Charge(9.5m, "4000000000000002"));
        Assert.Equal("card-declined", outcome.Refusal?.Code);
        Assert.Equal(PaymentStatus.Declined, Assert.IsType<PaymentState>(outcome.State).Status);
        Assert.Equal(OutcomeChange.Write, outcome.Change);
    }

    [Fact]
    public void After_a_declined_card_another_one_can_be_charged()
    {
        var declined = new PaymentState { Status = PaymentStatus.Declined, Amount = 1 };
        Assert.Equal(PaymentStatus.Charged, On(declined).Handle(new Charge(1, "4242")).Reply?.Status);
    }

    [Fact]
    public void A_charge_is_refunded_once_and_then_cannot_be_charged_again()
    {
        var charged = new PaymentState { Status = PaymentStatus.Charged, Amount = 1 };
        var refunded = Assert.IsType<PaymentState>(On(charged).Handle(new Refund("late")).State);
        Assert.Equal(PaymentStatus.Refunded, refunded.Status);
        Assert.Equal(OutcomeChange.Keep, On(refunded).Handle(new Refund("late")).Change);
        Assert.Equal("already-refunded", On(refunded).Handle(new Charge(1, "4242")).Refusal?.Code);
    }

    [Fact]
    public void What_was_never_charged_cannot_be_refunded()
        => Assert.Equal("not-charged", On(null).Handle(new Refund("late")).Refusal?.Code);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void An_amount_is_more_than_nothing(int amount)
        => Assert.Equal("invalid-amount", On(null).Handle(new Charge(amount, "4242")).Refusal?.Code);

    private static Payment On(PaymentState? state) => new() { Context = new EntityContext<PaymentState>("o-1", state) };
}

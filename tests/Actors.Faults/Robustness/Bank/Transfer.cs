using Actors.Sagas;

namespace Actors.Faults.Robustness.Bank;

/// <summary>Moves money: it is taken, and given back if the other account does not take it.</summary>
[Saga("transfer")]
public sealed class Transfer : SagaDefinition<TransferInput>
{
    protected override void Build(SagaBuilder<TransferInput> saga) => saga
        .Compensatable("withdraw", step => step
            .Do<Account>(x => x.Input.From, x => new Withdraw(x.Input.Amount))
            .Undo<Account>(x => x.Input.From, x => new Deposit(x.Input.Amount)))
        .Pivot("deposit", step => step
            .Do<Account>(x => x.Input.To, x => new Deposit(x.Input.Amount)));
}

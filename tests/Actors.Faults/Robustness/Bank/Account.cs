using Actors.Entities;

namespace Actors.Faults.Robustness.Bank;

/// <summary>Money. It trusts that each command comes once: one that is applied twice, or not at all, shows in the balance.</summary>
[Entity("account")]
public sealed class Account : Entity<AccountState>, IHandle<Deposit, long>, IHandle<Withdraw, long>
{
    internal const long Start = 1000;

    /// <summary>Accounts whose name begins like this take no money.</summary>
    internal const string Closed = "closed";

    public Outcome<long> Handle(Deposit command)
        => Id.StartsWith(Closed, StringComparison.Ordinal) ? Refuse("account-closed", $"Account {Id} is closed.") : Become(State.Moved + command.Amount);

    public Outcome<long> Handle(Withdraw command)
        => Start + State.Moved < command.Amount ? Refuse("no-funds", $"Account {Id} has {Start + State.Moved}.") : Become(State.Moved - command.Amount);

    private static Outcome<long> Become(long moved) => Next(new AccountState { Moved = moved }, moved);
}

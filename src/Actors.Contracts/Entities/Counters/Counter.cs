namespace Actors.Entities.Counters;

/// <summary>The built-in counter: a number that many add to at once. The additions that wait for a commit share it.</summary>
[Entity("counter")]
public sealed class Counter : Entity<CounterState>, IHandle<Add, CounterValue>, IHandle<Get, CounterValue>
{
    /// <summary>Adds, unless the sum is beyond 64 bits: "counter-overflow".</summary>
    public Outcome<CounterValue> Handle(Add command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var sum = unchecked(State.Value + command.Amount);

        // The sum has overflowed if its sign differs from the sign of both summands.
        if (((State.Value ^ sum) & (command.Amount ^ sum)) < 0)
        {
            return Refuse(
                "counter-overflow",
                $"The counter is at {State.Value}; {command.Amount} more is beyond {long.MinValue} to {long.MaxValue}. Nothing was added.");
        }

        return Next(new CounterState { Value = sum }, new CounterValue(sum)).EmitLatest(new Changed(sum));
    }

    /// <summary>Reads; a counter that does not exist is at 0.</summary>
    public Outcome<CounterValue> Handle(Get command) => Reply(new CounterValue(State.Value));
}

using Actors.Commands;
using Actors.Entities;

namespace Actors.Tests.Entities;

/// <summary>An entity that can be talked into a state that no JSON can hold.</summary>
[Entity("gauge")]
public sealed class Gauge : Entity<GaugeState>, IHandle<Raise, GaugeReading>
{
    public Outcome<GaugeReading> Handle(Raise command)
    {
        var state = new GaugeState { Level = State.Level + command.By, Raises = State.Raises + 1 };
        return Next(state, new GaugeReading(state.Raises));
    }
}

public sealed record GaugeState
{
    public double Level { get; init; }

    public int Raises { get; init; }
}

public sealed record GaugeReading(int Raises);

public sealed record Raise(double By) : ICommand<GaugeReading>;

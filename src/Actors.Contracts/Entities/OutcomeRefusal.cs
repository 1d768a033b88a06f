using System.Collections.Immutable;
using Actors.Commands;

namespace Actors.Entities;

/// <summary>An entity's "no". It changes nothing, unless it is told to leave a mark.</summary>
/// <param name="Code">The stable code that callers act on, in kebab case.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record OutcomeRefusal(string Code, string Detail)
{
    /// <summary>The state that records the refusal, or null if it leaves no mark.</summary>
    public object? Recorded { get; init; }

    /// <summary>Events that go into the feed with the recorded state.</summary>
    public ImmutableArray<OutcomeEvent> Events { get; init; } = [];

    /// <summary>Leaves a mark: the refusal is answered once <paramref name="state"/> is durable, such as a card declined.</summary>
    public OutcomeRefusal Recording<TState>(TState state)
        where TState : class
        => this with { Recorded = state };

    /// <summary>Adds an event. It is written only if the refusal leaves a mark.</summary>
    public OutcomeRefusal Emit(object @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return this with { Events = Events.Add(new OutcomeEvent(CommandNames.Of(@event.GetType()), @event, LatestOnly: false)) };
    }
}

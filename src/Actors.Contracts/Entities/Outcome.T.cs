using System.Collections.Immutable;
using Actors.Commands;

namespace Actors.Entities;

/// <summary>What a handler decided: the reply, what becomes of the state, and the events. Made by <see cref="Entity{TState}"/>.</summary>
public sealed record Outcome<TReply> : Outcome
    where TReply : notnull
{
    /// <summary>The reply; default if the command was refused.</summary>
    public TReply? Reply { get; init; }

    /// <summary>Adds an event: a plain record in the past tense, whose name in kebab case is the event's type.</summary>
    public Outcome<TReply> Emit(object @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return Emit(CommandNames.Of(@event.GetType()), @event);
    }

    /// <summary>Adds an event of a given type.</summary>
    /// <param name="type">What happened, in the past tense and kebab case.</param>
    /// <param name="data">A plain record.</param>
    public Outcome<TReply> Emit(string type, object data) => With(new OutcomeEvent(type, data, LatestOnly: false));

    /// <summary>Adds an event of which only the last is kept when several commands share a commit: cheap on hot entities.</summary>
    public Outcome<TReply> EmitLatest(object @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return With(new OutcomeEvent(CommandNames.Of(@event.GetType()), @event, LatestOnly: true));
    }

    /// <summary>Sets the words to find the entity by, in place of those it has.</summary>
    public Outcome<TReply> Tagged(params ImmutableArray<string> tags) => this with { Tags = tags };

    /// <summary>Lets the entity live for <paramref name="ttl"/> from now on, whatever its type says. 1 s to ten years.</summary>
    public Outcome<TReply> ExpiringIn(TimeSpan ttl) => this with { Ttl = ttl };

    /// <summary>A refusal as an outcome, so that handlers can return either.</summary>
    public static implicit operator Outcome<TReply>(OutcomeRefusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return new Outcome<TReply>
        {
            Change = refusal.Recorded is null ? OutcomeChange.Keep : OutcomeChange.Write,
            State = refusal.Recorded,
            Refusal = refusal,
            Events = refusal.Events,
        };
    }

    private Outcome<TReply> With(OutcomeEvent @event) => this with { Events = Events.Add(@event) };
}

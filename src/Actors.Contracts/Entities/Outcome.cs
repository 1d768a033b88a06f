using System.Collections.Immutable;

namespace Actors.Entities;

/// <summary>What a handler decided; see <see cref="Outcome{TReply}"/>.</summary>
public abstract record Outcome
{
    private protected Outcome()
    {
    }

    /// <summary>What becomes of the entity.</summary>
    public OutcomeChange Change { get; init; } = OutcomeChange.Keep;

    /// <summary>The next state, with <see cref="OutcomeChange.Write"/>.</summary>
    public object? State { get; init; }

    /// <summary>Why the command was refused, or null if it was not.</summary>
    public OutcomeRefusal? Refusal { get; init; }

    /// <summary>Events that go into the feed with the change. They need a change.</summary>
    public ImmutableArray<OutcomeEvent> Events { get; init; } = [];

    /// <summary>Words to find the entity by from now on; null keeps those it has. At most 32 of at most 200 characters.</summary>
    public ImmutableArray<string>? Tags { get; init; }

    /// <summary>How long the entity lives from now on; null leaves it to the type.</summary>
    public TimeSpan? Ttl { get; init; }
}

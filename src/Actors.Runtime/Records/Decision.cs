using System.Collections.Immutable;
using Actors.Storage;

namespace Actors.Records;

/// <summary>
/// What a machine decided: the reply, and what becomes of the state. Without <see cref="Writes"/> nothing is stored, but the
/// reply still waits for the commits that it depends on.
/// </summary>
public readonly record struct Decision<TState, TReply>
    where TState : class
{
    public Decision()
    {
    }

    public required TReply Reply { get; init; }

    /// <summary>Whether the state changes at all.</summary>
    public bool Writes { get; init; }

    /// <summary>The next state; null removes the record. Meaningful only with <see cref="Writes"/>.</summary>
    public TState? Next { get; init; }

    public ImmutableArray<RecordEvent> Events { get; init; } = [];

    public DueChange Due { get; init; }

    /// <summary>
    /// Receipts to write besides the command's own: they bar other requests from ever being carried out. The unit is refused
    /// if one of them is there already.
    /// </summary>
    public ImmutableArray<NewReceipt> Bars { get; init; } = [];

    /// <summary>
    /// How long the commit may be put off to go with a later one; default zero. Above zero the reply is told <b>before</b> it is durable, as
    /// soon as what it <see cref="RestsOn"/> is: only for what may be undone by a crash without anyone having been told a lie, and what its
    /// caller can find out then. Of a decision that changes nothing: its reply tells nothing that has to be durable.
    /// </summary>
    public TimeSpan Lag { get; init; }

    /// <summary>With a <see cref="Lag"/>: the version of the record that has to be durable before the reply is told. Default: none.</summary>
    public long RestsOn { get; init; }

    /// <summary>How many fencing tokens this decision hands out: the version rises by at least as many.</summary>
    public int Tokens { get; init; }
}

namespace Actors.Entities;

/// <summary>
/// A type of entity. An instance is made for every command; handlers are pure and say what becomes of the state by
/// returning an <see cref="Outcome{TReply}"/>. A handler can be tested by calling it:
/// <code>
/// var outcome = new Stock { Context = new("sku-1", new StockState { Available = 5 }) }.Handle(new Reserve("o-17", 2));
/// </code>
/// </summary>
/// <typeparam name="TState">
/// The state: an immutable record, stored as JSON. <c>new TState()</c> is what an entity that does not exist yet begins with.
/// </typeparam>
public abstract class Entity<TState>
    where TState : class, new()
{
    /// <summary>What the entity is right now.</summary>
    public EntityContext<TState> Context { get; init; } = new();

    /// <summary>Which entity this is.</summary>
    protected string Id => Context.Id;

    /// <summary>Whether the entity exists already.</summary>
    protected bool Exists => Context.State is not null;

    /// <summary>The state before the command; a new one if the entity does not exist yet.</summary>
    protected TState State => field ??= Context.State ?? new TState();

    /// <summary>Now, by the database's clock.</summary>
    protected DateTimeOffset Now => Context.Now;

    /// <summary>Replies once <paramref name="state"/> is durable.</summary>
    protected static Outcome<TReply> Next<TReply>(TState state, TReply reply)
        where TReply : notnull
    {
        ArgumentNullException.ThrowIfNull(state);
        return new Outcome<TReply> { Change = OutcomeChange.Write, State = state, Reply = reply };
    }

    /// <summary>Replies and changes nothing.</summary>
    protected static Outcome<TReply> Reply<TReply>(TReply reply)
        where TReply : notnull
        => new() { Reply = reply };

    /// <summary>Replies once the entity is removed.</summary>
    protected static Outcome<TReply> Remove<TReply>(TReply reply)
        where TReply : notnull
        => new() { Change = OutcomeChange.Remove, Reply = reply };

    /// <summary>Says no.</summary>
    /// <param name="code">
    /// The stable code that callers act on, in kebab case, such as "out-of-stock": 1 to 100 characters of a-z, 0-9 and '-'.
    /// </param>
    /// <param name="detail">A sentence for people.</param>
    protected static OutcomeRefusal Refuse(string code, string detail) => new(code, detail);
}

using Actors.Commands;

namespace Actors.Entities;

internal sealed class EntityCommand<TEntity, TState, TCommand, TReply>(TCommand command) : EntityCommand
    where TEntity : Entity<TState>, IHandle<TCommand, TReply>, new()
    where TState : class, new()
    where TCommand : ICommand<TReply>
    where TReply : notnull
{
    internal override EntityOutcome Handle(string id, EntityValue? state, DateTimeOffset now)
    {
        var entity = new TEntity { Context = new EntityContext<TState>(id, state?.As<TState>(), now) };
        var outcome = entity.Handle(command)
            ?? throw new InvalidOperationException($"{typeof(TEntity).Name} returned no outcome for {typeof(TCommand).Name}.");
        return new EntityOutcome(outcome, outcome.Refusal is null ? ActorsJson.Write(outcome.Reply) : "");
    }
}

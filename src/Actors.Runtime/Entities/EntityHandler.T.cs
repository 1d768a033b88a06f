using Actors.Commands;

namespace Actors.Entities;

internal sealed class EntityHandler<TEntity, TState, TCommand, TReply> : EntityHandler
    where TEntity : Entity<TState>, IHandle<TCommand, TReply>, new()
    where TState : class, new()
    where TCommand : ICommand<TReply>
    where TReply : notnull
{
    internal override string Name { get; } = CommandNames.Of(typeof(TCommand));

    internal override EntityCommand? Read(string body, out Refusal? refusal)
        => CommandReader.TryRead<TCommand>(Name, body, out var command, out refusal)
            ? new EntityCommand<TEntity, TState, TCommand, TReply>(command)
            : null;
}

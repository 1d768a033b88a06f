using Actors.Commands;

namespace Actors.Entities;

/// <summary>An entity that takes a command.</summary>
/// <typeparam name="TCommand">The command: a plain record.</typeparam>
/// <typeparam name="TReply">What it is answered with: a plain record too.</typeparam>
public interface IHandle<in TCommand, TReply>
    where TCommand : ICommand<TReply>
    where TReply : notnull
{
    /// <summary>
    /// Decides. Pure: it may be run more than once, so it reads nothing but the entity and the command, and changes nothing.
    /// </summary>
    Outcome<TReply> Handle(TCommand command);
}

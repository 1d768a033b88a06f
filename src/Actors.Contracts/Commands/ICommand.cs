namespace Actors.Commands;

/// <summary>
/// A command that is answered with a <typeparamref name="TReply"/>: a plain record, JSON on the wire and over HTTP. Its name
/// is the record's in kebab case: <c>record Restock(int Quantity)</c> is <c>restock</c>.
/// </summary>
#pragma warning disable CA1040 // The interface is the static tie between a command and its reply.
public interface ICommand<TReply>
#pragma warning restore CA1040
    where TReply : notnull;

namespace Actors.Commands;

/// <summary>A grain that takes commands. Callers that know only a kind and a key (sagas, front ends) use this face.</summary>
[Alias("Actors.Commands.ICommandGrain")]
public interface ICommandGrain : IGrainWithStringKey
{
    /// <summary>Carries out a command, once per request id.</summary>
    [Alias("Execute")]
    Task<CommandReply> ExecuteAsync(CommandCall call, CancellationToken cancellationToken);
}

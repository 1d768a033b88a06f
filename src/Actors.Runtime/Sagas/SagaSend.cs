using Actors.Commands;

namespace Actors.Sagas;

/// <summary>Sends a command to the grain of a record.</summary>
internal delegate Task<CommandReply> SagaSend(string kind, string key, CommandCall call, CancellationToken cancellationToken);

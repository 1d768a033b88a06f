using Microsoft.Extensions.Logging;

namespace Actors.Leaders;

internal sealed partial class LeaderServiceHost<TService>
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Role '{Role}': '{Candidate}' leads in term {Term}; its service starts.")]
    private partial void LogElected(string role, string candidate, long term);

    [LoggerMessage(Level = LogLevel.Information, Message = "Role '{Role}': the service of '{Candidate}' in term {Term} has ended: {End}.")]
    private partial void LogEnded(string role, string candidate, long term, string end);

    [LoggerMessage(Level = LogLevel.Information, Message = "Role '{Role}': '{Candidate}' campaigns no more, as its host stops.")]
    private partial void LogStopped(string role, string candidate);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Role '{Role}': '{Candidate}' could not campaign. It tries again.")]
    private partial void LogCampaignFailed(Exception exception, string role, string candidate);

    [LoggerMessage(Level = LogLevel.Error, Message = "Role '{Role}': the service of '{Candidate}' in term {Term} failed.")]
    private partial void LogServiceFailed(Exception exception, string role, string candidate, long term);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Role '{Role}': the service of '{Candidate}' still runs although term {Term} is lost, so another leader may run beside it. "
            + "Stop sooner after the token is cancelled, or give a longer stop allowance.")]
    private partial void LogOverran(string role, string candidate, long term);
}

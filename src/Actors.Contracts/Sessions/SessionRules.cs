using Actors.Leases;

namespace Actors.Sessions;

/// <summary>What requests to sessions may carry.</summary>
public static class SessionRules
{
    /// <summary>The longest wait that one call serves; callers that wait longer call again.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(5);

    /// <summary>Returns what is wrong with the command, or null.</summary>
    public static Refusal? Refuse(OpenSession command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return LeaseRules.RefuseText("owner", command.Owner, 1, LeaseRules.TextLengthMax)
            ?? LeaseRules.RefuseTtl(command.Ttl) ?? LeaseRules.RefuseMetadata(command.Metadata);
    }
}

using Actors.Leases;

namespace Actors.Locks;

/// <summary>What requests may carry. One place, so that every door refuses the same.</summary>
public static class LockRules
{
    /// <summary>The longest request id, in characters.</summary>
    public const int RequestIdLengthMax = 200;

    /// <summary>The longest owner scope, in characters.</summary>
    public const int ScopeLengthMax = 200;

    /// <summary>The longest lock-delay.</summary>
    public static readonly TimeSpan LockDelayMax = TimeSpan.FromSeconds(60);

    /// <summary>The shortest maximum hold.</summary>
    public static readonly TimeSpan MaxHoldMin = TimeSpan.FromSeconds(1);

    /// <summary>The longest maximum hold.</summary>
    public static readonly TimeSpan MaxHoldMax = TimeSpan.FromDays(365);

    /// <summary>The longest grace of a revocation.</summary>
    public static readonly TimeSpan RevokeGraceMax = TimeSpan.FromHours(24);

    /// <summary>Returns what is wrong with the command, or null.</summary>
    public static Refusal? Refuse(AcquireLock command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command.Mode != LockMode.Exclusive) return Invalid($"The mode {command.Mode} is not offered. Locks are exclusive.");
        return RefuseRequestId(command.RequestId) ?? LeaseRules.RefuseText("owner", command.Owner, 1, LeaseRules.TextLengthMax)
            ?? LeaseRules.RefuseTtl(command.Ttl) ?? LeaseRules.RefuseMetadata(command.Metadata);
    }

    /// <summary>Returns what is wrong with the command, or null.</summary>
    public static Refusal? Refuse(RenewLock command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return RefuseRequestId(command.LeaseId) ?? (command.Ttl is { } ttl ? LeaseRules.RefuseTtl(ttl) : null);
    }

    /// <summary>Returns what is wrong with the command, or null.</summary>
    public static Refusal? Refuse(ReleaseLock command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return RefuseRequestId(command.LeaseId);
    }

    /// <summary>Returns what is wrong with the command, or null.</summary>
    public static Refusal? Refuse(BreakLock command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return LeaseRules.RefuseText("reason", command.Reason, 1, LeaseRules.TextLengthMax);
    }

    private static Refusal? RefuseRequestId(string? id)
        => LeaseRules.RefuseText("request id", id, 1, RequestIdLengthMax)
            ?? (id!.Contains('/', StringComparison.Ordinal) ? Invalid("The request id has a '/'. It names the lease in URLs; leave it out.") : null);

    private static Refusal Invalid(string detail) => new(ErrorCode.InvalidRequest, detail);
}

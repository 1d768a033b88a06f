using Actors.Leases;

namespace Actors.Locks;

/// <summary>What requests may carry. One place, so that every door refuses the same.</summary>
public static class LockRules
{
    /// <summary>The longest request id, in characters.</summary>
    public const int RequestIdLengthMax = 200;

    /// <summary>The longest owner scope, in characters.</summary>
    public const int ScopeLengthMax = 200;

    /// <summary>The highest deadlock priority; the lowest is its negative.</summary>
    public const int DeadlockPriorityMax = 1000;

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
        return RefuseMode(command) ?? RefuseRequestId(command.RequestId)
            ?? LeaseRules.RefuseText("owner", command.Owner, 1, LeaseRules.TextLengthMax)
            ?? LeaseRules.RefuseTtl(command.Ttl) ?? LeaseRules.RefuseMetadata(command.Metadata)
            ?? (command.Session is { } session ? Sessions.SessionName.Refuse(session) : null)
            ?? (command.Scope is { } scope ? LeaseRules.RefuseText("scope", scope, 1, ScopeLengthMax) : null)
            ?? RefuseTimes(command) ?? RefuseEarlyHandOff(command);
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

    /// <summary>Returns what is wrong with the command, or null.</summary>
    public static Refusal? Refuse(ConvertLock command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return RefuseRequestId(command.LeaseId) ?? (command.Mode is LockMode.Exclusive or LockMode.Shared or LockMode.Upgradeable
            ? null
            : Invalid($"A lease cannot become {command.Mode}. It becomes exclusive, shared or upgradeable."));
    }

    /// <summary>Returns what is wrong with the command, or null.</summary>
    public static Refusal? Refuse(RevokeLock command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return LeaseRules.RefuseText("reason", command.Reason, 1, LeaseRules.TextLengthMax)
            ?? RefuseSpan("grace", command.Grace, TimeSpan.Zero, RevokeGraceMax);
    }

    /// <summary>Returns what is wrong with the command, or null.</summary>
    public static Refusal? Refuse(SetLockPermits command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return RefusePermits(command.Permits);
    }

    private static Refusal? RefuseMode(AcquireLock command)
    {
        if (command.Mode is < LockMode.Exclusive or > LockMode.Semaphore) return Invalid($"The mode {command.Mode} is not one. It takes exclusive, shared, upgradeable or semaphore.");
        if (command.Permits is not { } permits) return null;
        return command.Mode == LockMode.Semaphore ? RefusePermits(permits) : Invalid("Only a semaphore has permits. Leave them out, or use the mode semaphore.");
    }

    private static Refusal? RefusePermits(int permits)
        => permits >= 1 ? null : Invalid($"The semaphore would have {permits} permits; it takes 1 to {int.MaxValue}.");

    private static Refusal? RefuseTimes(AcquireLock command)
    {
        if (command.DeadlockPriority is < -DeadlockPriorityMax or > DeadlockPriorityMax)
        {
            return Invalid($"The deadlock priority is {command.DeadlockPriority}; it takes {-DeadlockPriorityMax} to {DeadlockPriorityMax}.");
        }

        return RefuseSpan("lock-delay", command.LockDelay, TimeSpan.Zero, LockDelayMax)
            ?? (command.MaxHold is { } most ? RefuseSpan("maximum hold", most, MaxHoldMin, MaxHoldMax) : null);
    }

    private static Refusal? RefuseEarlyHandOff(AcquireLock command)
        => !command.EarlyHandOff || command is { Mode: LockMode.Exclusive, Session: not null, LockDelay.Ticks: 0 }
            ? null
            : Invalid("An early hand-off goes with the mode exclusive, a session and no lock-delay. Leave it out, or ask so.");

    private static Refusal? RefuseSpan(string what, TimeSpan span, TimeSpan min, TimeSpan max) => span >= min && span <= max
        ? null
        : Invalid(FormattableString.Invariant($"The {what} is {span.TotalSeconds} s; it takes {min.TotalSeconds} to {max.TotalSeconds} s."));

    private static Refusal? RefuseRequestId(string? id)
        => LeaseRules.RefuseText("request id", id, 1, RequestIdLengthMax)
            ?? (id!.Contains('/', StringComparison.Ordinal) ? Invalid("The request id has a '/'. It names the lease in URLs; leave it out.") : null);

    private static Refusal Invalid(string detail) => new(ErrorCode.InvalidRequest, detail);
}

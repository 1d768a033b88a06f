namespace Actors.Faults.Histories;

/// <summary>What the clients of a run compete for.</summary>
internal static class HistoryNames
{
    /// <summary>Guards a register, whose writes carry its token.</summary>
    internal const string Guard = "lock-a";

    internal const string Plain = "lock-b";
    internal const string Readers = "readers";
    internal const string Pool = "pool";

    /// <summary>The .NET clients alone want it, in bursts and with early hand-off.</summary>
    internal const string Hot = "hot";

    internal const string Role = "role";
    internal const string Register = "register";
    internal const int Permits = 2;

    internal static readonly string[] All = [Guard, Plain, Readers, Pool, Role];
    internal static readonly TimeSpan Ttl = TimeSpan.FromSeconds(2);

    /// <summary>How a name is to be held this time, and how many may then hold it together.</summary>
    internal static (string Mode, int Together) Mode(string name, Random random) => name switch
    {
        Readers when random.Next(3) > 0 => ("shared", int.MaxValue),
        Pool => ("semaphore", Permits),
        _ => ("exclusive", 1),
    };
}

namespace Actors.Faults.Histories;

/// <summary>What the clients of a run compete for.</summary>
internal static class HistoryNames
{
    /// <summary>Guards a register, whose writes carry its token.</summary>
    internal const string Guard = "lock-a";

    internal const string Plain = "lock-b";
    internal const string Readers = "readers";
    internal const string Pool = "pool";
    internal const string Role = "role";

    /// <summary>A role with seats.</summary>
    internal const string Crew = "crew";

    internal const string Register = "register";

    /// <summary>Of the pool; and the seats of the crew.</summary>
    internal const int Permits = 2;

    internal static readonly string[] All = [Guard, Plain, Readers, Pool, Role, Crew];
    internal static readonly TimeSpan Ttl = TimeSpan.FromSeconds(2);

    internal static bool IsRole(string name) => name is Role or Crew;

    /// <summary>Gives the crew its seats, before anybody campaigns.</summary>
    internal static Task SetUpAsync(HttpClient http) => http.OkAsync(HttpMethod.Put, $"/v1/roles/{Crew}/policy", new { seats = Permits });

    /// <summary>How a name is to be held this time, and how many may then hold it together.</summary>
    internal static (string Mode, int Together) Mode(string name, Random random) => name switch
    {
        Readers when random.Next(3) > 0 => ("shared", int.MaxValue),
        Pool => ("semaphore", Permits),
        Crew => ("exclusive", Permits),
        _ => ("exclusive", 1),
    };
}

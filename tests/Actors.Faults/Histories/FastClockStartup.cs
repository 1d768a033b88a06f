using Actors.Faults.Histories;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

[assembly: HostingStartup(typeof(FastClockStartup))]

namespace Actors.Faults.Histories;

/// <summary>Gives a silo, as it is, a clock that runs fast: loaded into its process by the settings that .NET has for this.</summary>
internal sealed class FastClockStartup : IHostingStartup
{
    /// <summary>Variables of a process that is to load this assembly, and with it what its other variables name.</summary>
    internal static IReadOnlyDictionary<string, string> Loading { get; } = new Dictionary<string, string>
    {
        ["DOTNET_STARTUP_HOOKS"] = typeof(FastClockStartup).Assembly.Location,
        ["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = typeof(FastClockStartup).Assembly.GetName().Name!,
    };

    /// <summary>Variables of a process that is to have the clock.</summary>
    internal static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>(Loading) { [Wanted] = "1" };

    private const string Wanted = "ACTORS_FAULTS_FAST_CLOCK";

    public void Configure(IWebHostBuilder builder)
    {
        if (Environment.GetEnvironmentVariable(Wanted) is null) return;
        builder.ConfigureServices(services => services.AddSingleton<TimeProvider, FastClock>());
    }
}

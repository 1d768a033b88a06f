using Actors.Faults.Histories;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

[assembly: HostingStartup(typeof(FastClockStartup))]

namespace Actors.Faults.Histories;

/// <summary>Gives a silo, as it is, a clock that runs fast: loaded into its process by the settings that .NET has for this.</summary>
internal sealed class FastClockStartup : IHostingStartup
{
    /// <summary>Variables of a process that is to have it.</summary>
    internal static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>
    {
        ["DOTNET_STARTUP_HOOKS"] = typeof(FastClockStartup).Assembly.Location,
        ["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = typeof(FastClockStartup).Assembly.GetName().Name!,
    };

    public void Configure(IWebHostBuilder builder) => builder.ConfigureServices(services => services.AddSingleton<TimeProvider, FastClock>());
}

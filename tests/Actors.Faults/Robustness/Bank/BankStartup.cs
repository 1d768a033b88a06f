using Actors.Faults.Robustness.Bank;
using Actors.Hosting;
using Microsoft.AspNetCore.Hosting;

[assembly: HostingStartup(typeof(BankStartup))]

namespace Actors.Faults.Robustness.Bank;

/// <summary>Gives a silo, as it is, the bank: loaded into its process by the settings that .NET has for this.</summary>
internal sealed class BankStartup : IHostingStartup
{
    public void Configure(IWebHostBuilder builder) => builder.ConfigureServices(services =>
        new ActorsBuilder(services).AddEntity<Account>().AddSaga<Transfer>());
}

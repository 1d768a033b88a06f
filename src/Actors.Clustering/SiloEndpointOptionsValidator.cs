using System.Globalization;
using System.Net;
using Actors.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Actors.Clustering;

internal sealed class SiloEndpointOptionsValidator(IConfiguration configuration) : IValidateOptions<SiloEndpointOptions>
{
    public ValidateOptionsResult Validate(string? name, SiloEndpointOptions options)
    {
        var (port, gateway) = (Word(nameof(options.Port)), Word(nameof(options.GatewayPort)));
        return new SettingsCheck("Actors:Silo")
            .Require(
                nameof(options.Address),
                options.Address,
                IPAddress.TryParse(options.Address, out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any),
                "It takes the IP address at which other silos and front ends reach this one, and so not 0.0.0.0; to listen at all set Actors:Silo:ListenAddress.")
            .Require(
                nameof(options.ListenAddress),
                options.ListenAddress,
                options.ListenAddress is null || IPAddress.TryParse(options.ListenAddress, out _),
                "It takes an IP address of this machine, or 0.0.0.0 for all.")
            .Require(nameof(options.Port), port, IsPort(port), "It takes 1 to 65535.")
            .Require(nameof(options.GatewayPort), gateway, IsPort(gateway), "It takes 1 to 65535.")
            .Require(
                nameof(options.GatewayPort), gateway, options.GatewayPort is null || options.GatewayPort != options.Port, "It takes another port than Actors:Silo:Port.")
            .Result();
    }

    // The words themselves: what is no number is not bound.
    private string? Word(string key) => configuration[$"Actors:Silo:{key}"];

    private static bool IsPort(string? word)
        => word is null || (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535);
}

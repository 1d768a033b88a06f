using Actors.Hosting;
using Actors.Leases;
using Microsoft.Extensions.Options;

namespace Actors;

internal sealed class ActorsClientOptionsValidator : IValidateOptions<ActorsClientOptions>
{
    public ValidateOptionsResult Validate(string? name, ActorsClientOptions options) => new SettingsCheck("Actors:Client")
        .Range(nameof(options.CallTimeout), options.CallTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5))
        .Range(nameof(options.AttemptTimeout), options.AttemptTimeout, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(5))
        .Range(nameof(options.SessionTtl), options.SessionTtl, LeaseRules.TtlMin, LeaseRules.TtlMax)
        .Result();
}

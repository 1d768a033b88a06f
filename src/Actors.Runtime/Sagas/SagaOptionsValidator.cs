using Actors.Hosting;
using Microsoft.Extensions.Options;

namespace Actors.Sagas;

internal sealed class SagaOptionsValidator : IValidateOptions<SagaOptions>
{
    public ValidateOptionsResult Validate(string? name, SagaOptions options) => new SettingsCheck("Actors:Sagas")
        .Range(nameof(options.Lease), options.Lease, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5))
        .Range(nameof(options.TakeOversMax), options.TakeOversMax, 2, 1000)
        .Range(nameof(options.WaitPeriod), options.WaitPeriod, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1))
        .Result();
}

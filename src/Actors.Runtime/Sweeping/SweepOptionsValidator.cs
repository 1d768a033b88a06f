using Actors.Hosting;
using Microsoft.Extensions.Options;

namespace Actors.Sweeping;

internal sealed class SweepOptionsValidator : IValidateOptions<SweepOptions>
{
    public ValidateOptionsResult Validate(string? name, SweepOptions options) => new SettingsCheck("Actors:Sweeping")
        .Range(nameof(options.Period), options.Period, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1))
        .Range(nameof(options.Sweepers), options.Sweepers, 1, 256)
        .Range(nameof(options.RowsMax), options.RowsMax, 1, 1000)
        .Range(nameof(options.Concurrency), options.Concurrency, 1, 256)
        .Range(nameof(options.EventRetention), options.EventRetention, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650))
        .Result();
}

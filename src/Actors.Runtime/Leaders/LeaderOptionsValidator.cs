using Actors.Hosting;
using Microsoft.Extensions.Options;

namespace Actors.Leaders;

internal sealed class LeaderOptionsValidator : IValidateOptions<LeaderOptions>
{
    public ValidateOptionsResult Validate(string? name, LeaderOptions options) => new SettingsCheck(LeaderServices.Section)
        .Range(nameof(options.CandidatesMax), options.CandidatesMax, 1, 1000)
        .Range(nameof(options.IdleRetention), options.IdleRetention, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365))
        .Result();
}

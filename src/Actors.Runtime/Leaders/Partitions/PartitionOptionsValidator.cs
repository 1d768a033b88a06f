using Actors.Hosting;
using Microsoft.Extensions.Options;

namespace Actors.Leaders.Partitions;

internal sealed class PartitionOptionsValidator : IValidateOptions<PartitionOptions>
{
    public ValidateOptionsResult Validate(string? name, PartitionOptions options) => new SettingsCheck(PartitionServices.Section)
        .Range(nameof(options.RebalanceDelay), options.RebalanceDelay, TimeSpan.Zero, TimeSpan.FromMinutes(5))
        .Range(nameof(options.MembersMax), options.MembersMax, 1, 1000)
        .Range(nameof(options.IdleRetention), options.IdleRetention, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365))
        .Result();
}

using Actors.Hosting;
using Microsoft.Extensions.Options;

namespace Actors.Locks;

internal sealed class LockOptionsValidator : IValidateOptions<LockOptions>
{
    public ValidateOptionsResult Validate(string? name, LockOptions options) => new SettingsCheck("Actors:Locks")
        .Range(nameof(options.WaitersMax), options.WaitersMax, 1, 100_000)
        .Range(nameof(options.PollSlice), options.PollSlice, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10))
        .Range(nameof(options.ReattachWindow), options.ReattachWindow, TimeSpan.Zero, TimeSpan.FromSeconds(10))
        .Range(nameof(options.IdleRetention), options.IdleRetention, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365))
        .Range(nameof(options.RevokeGrace), options.RevokeGrace, TimeSpan.Zero, LockRules.RevokeGraceMax)
        .Range(nameof(options.ReleaseLag), options.ReleaseLag, TimeSpan.Zero, TimeSpan.FromSeconds(1))
        .Result();
}

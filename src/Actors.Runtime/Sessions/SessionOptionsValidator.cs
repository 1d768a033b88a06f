using Actors.Hosting;
using Microsoft.Extensions.Options;

namespace Actors.Sessions;

internal sealed class SessionOptionsValidator : IValidateOptions<SessionOptions>
{
    public ValidateOptionsResult Validate(string? name, SessionOptions options) => new SettingsCheck(SessionServices.Section)
        .Range(nameof(options.HoldsMax), options.HoldsMax, 1, 1_000_000)
        .Range(nameof(options.NotesMax), options.NotesMax, 1, 300)
        .Range(nameof(options.EndedRetention), options.EndedRetention, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365))
        .Result();
}

using Microsoft.Extensions.Options;

namespace Actors.Hosting;

internal sealed class ActorsLoggingOptionsValidator : IValidateOptions<ActorsLoggingOptions>
{
    public ValidateOptionsResult Validate(string? name, ActorsLoggingOptions options) => new SettingsCheck("Actors:Logging")
        .Require("Format", options.Format, options.Format is ActorsLoggingOptions.Text or ActorsLoggingOptions.Json, "It takes Text or Json.")
        .Result();
}

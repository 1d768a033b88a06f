using Actors.Storage;
using Microsoft.Extensions.Options;

namespace Actors.Hosting;

internal sealed class RecordStoreOptionsValidator : IValidateOptions<RecordStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, RecordStoreOptions options) => new SettingsCheck("Actors:Storage")
        .Range(nameof(options.BatchRowsMax), options.BatchRowsMax, 1, 4096)
        .Range(nameof(options.BatchBytesMax), options.BatchBytesMax, 64 * 1024, 64 * 1024 * 1024)
        .Range(nameof(options.BusyRetryMax), options.BusyRetryMax, TimeSpan.Zero, TimeSpan.FromSeconds(60))
        .Result();
}

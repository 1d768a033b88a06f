using Actors.Storage;
using Microsoft.Extensions.Options;

namespace Actors.Hosting;

internal sealed class RecordStoreOptionsValidator : IValidateOptions<RecordStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, RecordStoreOptions options) => new SettingsCheck("Actors:Storage")
        .Range(nameof(options.BatchRowsMax), options.BatchRowsMax, 1, 4096)
        .Range(nameof(options.BatchBytesMax), options.BatchBytesMax, 64 * 1024, 64 * 1024 * 1024)
        .Range(nameof(options.BusyRetryMax), options.BusyRetryMax, TimeSpan.Zero, TimeSpan.FromSeconds(60))
        .Range(nameof(options.WaitingCommandsMax), options.WaitingCommandsMax, 16, 100_000)
        .Range(nameof(options.WaitingRowsMax), options.WaitingRowsMax, 1024, 1_000_000)
        .Range(nameof(options.WaitingBytesMax), options.WaitingBytesMax, 4L * 1024 * 1024, 16L * 1024 * 1024 * 1024)
        .Range(nameof(options.WaitingReadsMax), options.WaitingReadsMax, 1024, 1_000_000)
        .Range(nameof(options.QueriesMax), options.QueriesMax, 16, 10_000)
        .Result();
}

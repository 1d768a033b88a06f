using Microsoft.Extensions.Options;

namespace Actors.Hosting;

internal sealed class ClusteringOptionsValidator(ClusteringProvider[] allowed, string? configured) : IValidateOptions<ClusteringOptions>
{
    public ValidateOptionsResult Validate(string? name, ClusteringOptions options) => MergeResults(
        new SettingsCheck("Actors")
            .Require("Clustering:Provider", configured ?? options.Provider.ToString(), allowed.Contains(options.Provider), $"It takes one of: {string.Join(", ", allowed)}.")
            .Require("ClusterId", options.ClusterId, options.ClusterId is { Length: > 0 and <= 100 }, "It takes 1 to 100 characters.")
            .Result(),
        new SettingsCheck("ConnectionStrings")
            .Require(
                "actors-redis",
                "",
                options.Provider != ClusteringProvider.Redis || !string.IsNullOrWhiteSpace(options.Redis),
                "It takes Redis's address, such as 127.0.0.1:6379, when Actors:Clustering:Provider is Redis.")
            .Result());

    private static ValidateOptionsResult MergeResults(params ReadOnlySpan<ValidateOptionsResult> results)
    {
        var failures = new List<string>();
        foreach (var result in results) failures.AddRange(result.Failures ?? []);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}

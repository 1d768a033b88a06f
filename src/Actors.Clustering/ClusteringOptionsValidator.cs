using System.Globalization;
using Actors.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace Actors.Clustering;

internal sealed class ClusteringOptionsValidator(ClusteringProvider[] allowed, IConfiguration configuration) : IValidateOptions<ClusteringOptions>
{
    public ValidateOptionsResult Validate(string? name, ClusteringOptions options)
    {
        var timeout = configuration["Actors:Clustering:StartTimeout"];
        var unsafely = configuration["Actors:Clustering:AllowUnsafe"];
        var all = new ValidateOptionsResultBuilder();
        all.AddResult(
            new SettingsCheck("Actors")
                .Require(
                    "Clustering:Provider",
                    configuration["Actors:Clustering:Provider"] ?? options.Provider.ToString(),
                    allowed.Contains(options.Provider),
                    $"It takes one of: {string.Join(", ", allowed)}.")
                .Require("ClusterId", options.ClusterId, options.ClusterId is { Length: > 0 and <= 100 }, "It takes 1 to 100 characters.")
                .Require(
                    "Clustering:StartTimeout",
                    timeout,
                    (timeout is null || TimeSpan.TryParse(timeout, CultureInfo.InvariantCulture, out _))
                        && options.StartTimeout >= TimeSpan.Zero && options.StartTimeout <= TimeSpan.FromHours(1),
                    "It takes 00:00:00 to 01:00:00.")
                .Require("Clustering:AllowUnsafe", unsafely, unsafely is null || bool.TryParse(unsafely, out _), "It takes true or false.")
                .Result());
        all.AddResult(Connection(options, ClusteringProvider.Redis, "actors-redis", options.Redis, IsRedis, "addresses and options divided by ',', such as 127.0.0.1:6379,password=secret"));
        all.AddResult(Connection(options, ClusteringProvider.Postgres, "actors-postgres", options.Postgres, IsPostgres, "words divided by ';', such as Host=db;Username=actors;Password=secret;Database=actors"));
        return all.Build();
    }

    private static ValidateOptionsResult Connection(
        ClusteringOptions options, ClusteringProvider provider, string name, string? value, Func<string, bool> isReadable, string form)
    {
        if (options.Provider != provider) return ValidateOptionsResult.Success;
        var check = new SettingsCheck("ConnectionStrings");
        return string.IsNullOrWhiteSpace(value)
            ? check.Require(name, "", false, $"It is needed when Actors:Clustering:Provider is {provider}, and takes {form}.").Result()
            // The value is not repeated: it may hold a password.
            : check.Require(name, "...", isReadable(value), $"It cannot be read. It takes {form}.").Result();
    }

    private static bool IsRedis(string redis)
    {
        try
        {
            return ConfigurationOptions.Parse(redis).EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsPostgres(string postgres)
    {
        try
        {
            return !string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(postgres).Host);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

using System.Globalization;
using Actors.Clustering;
using Actors.Hosting;
using Actors.Storage;
using Actors.Storage.Memory;
using Actors.Storage.Postgres;
using Actors.Storage.Sqlite;
using Microsoft.Extensions.Options;

namespace Actors.Silo;

/// <summary>Registers the databases that the settings name.</summary>
internal static class StorageWiring
{
    internal static void AddStorage(this WebApplicationBuilder builder, ClusteringOptions clustering)
    {
        var options = Read(builder.Configuration, clustering);
        var check = Check(builder.Configuration, clustering, options);
        builder.Services.AddOptions<StorageOptions>().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<StorageOptions>>(check);
        foreach (var database in Databases(options, clustering.ClusterId)) builder.Services.AddSingleton(database);
    }

    private static IEnumerable<Func<IServiceProvider, IRecordDatabase>> Databases(StorageOptions options, string clusterId) => options.Provider switch
    {
        StorageProvider.Memory => [services => new MemoryDatabase(services.GetRequiredService<TimeProvider>())],
        StorageProvider.Sqlite =>
        [
            services => new SqliteDatabase(
                new SqliteStorageOptions { Path = Path.Combine(options.Data, "actors.db") }, services.GetRequiredService<TimeProvider>()),
        ],
        StorageProvider.Postgres => options.Databases.Select<string, Func<IServiceProvider, IRecordDatabase>>(
            connection => services => new PostgresDatabase(
                new PostgresStorageOptions
                {
                    ConnectionString = connection,
                    ClusterId = clusterId,
                    StartTimeout = options.StartTimeout,
                    AllowUnsafe = options.AllowUnsafe,
                    AllowOtherCluster = options.AllowOtherCluster,
                },
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<PostgresDatabase>>())),
        _ => [],
    };

    private static StorageOptions Read(ConfigurationManager configuration, ClusteringOptions clustering)
    {
        var embedded = clustering.Provider == ClusteringProvider.Embedded;
        var databases = configuration.GetSection("Actors:Storage:Databases").GetChildren().Select(child => child.Value ?? "").ToList();
        if (databases.Count == 0 && configuration.GetConnectionString("actors-postgres") is { Length: > 0 } single) databases.Add(single);
        return new StorageOptions
        {
            Data = configuration["Actors:Data"] ?? "data",
            Provider = configuration["Actors:Storage:Provider"] is { } word
                ? Enum.TryParse<StorageProvider>(word, ignoreCase: true, out var provider) ? provider : StorageProvider.Unknown
                : embedded ? StorageProvider.Sqlite : StorageProvider.Postgres,
            Databases = databases,
            StartTimeout = TimeSpan.TryParse(configuration["Actors:Storage:StartTimeout"], CultureInfo.InvariantCulture, out var timeout)
                ? timeout
                : new StorageOptions().StartTimeout,
            AllowUnsafe = bool.TryParse(configuration["Actors:Storage:AllowUnsafe"], out var unsafely) && unsafely,
            AllowOtherCluster = bool.TryParse(configuration["Actors:Storage:AllowOtherCluster"], out var other) && other,
        };
    }

    private static Checked Check(ConfigurationManager configuration, ClusteringOptions clustering, StorageOptions options)
    {
        var embedded = clustering.Provider == ClusteringProvider.Embedded;
        var allowed = options.Provider is StorageProvider.Postgres || (embedded && options.Provider is StorageProvider.Sqlite or StorageProvider.Memory);
        return new Checked(new SettingsCheck("Actors")
            .Require(
                "Storage:Provider",
                configuration["Actors:Storage:Provider"] ?? options.Provider.ToString(),
                allowed,
                "It takes Sqlite, Postgres or Memory; a cluster of several silos (Actors:Clustering:Provider) needs Postgres, which they can share.")
            .Require("Data", options.Data, options.Data.Length > 0, "It takes the path of a folder.")
            .Require(
                "Storage:Databases",
                "",
                options.Provider != StorageProvider.Postgres || options.Databases is { Count: > 0 and <= 1024 },
                "With Actors:Storage:Provider Postgres it takes connection strings, or set ConnectionStrings:actors-postgres (ConnectionStrings__actors-postgres).")
            .Require("Storage:StartTimeout", configuration["Actors:Storage:StartTimeout"], IsTime("StartTimeout"), "It takes 00:00:00 to 01:00:00.")
            .Require("Storage:AllowUnsafe", configuration["Actors:Storage:AllowUnsafe"], IsTruth("AllowUnsafe"), "It takes true or false.")
            .Require("Storage:AllowOtherCluster", configuration["Actors:Storage:AllowOtherCluster"], IsTruth("AllowOtherCluster"), "It takes true or false.")
            .Result());

        bool IsTime(string key) => configuration[$"Actors:Storage:{key}"] is not { } word
            || (TimeSpan.TryParse(word, CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.Zero && time <= TimeSpan.FromHours(1));

        bool IsTruth(string key) => configuration[$"Actors:Storage:{key}"] is not { } word || bool.TryParse(word, out _);
    }

    private sealed class Checked(ValidateOptionsResult result) : IValidateOptions<StorageOptions>
    {
        public ValidateOptionsResult Validate(string? name, StorageOptions options) => result;
    }
}

using Actors.Tests.Support;
using static Actors.Faults.Api;
using static Actors.Faults.Startup.StartupServers;

namespace Actors.Faults.Startup;

/// <summary>A silo or front end says plainly what is wrong with its PostgreSQL, and a silo waits for it.</summary>
public sealed class PostgresStartupTests(StartupServers servers) : IClassFixture<StartupServers>
{
    [Fact]
    public async Task A_server_that_may_lose_commits_is_refused_unless_told_line_by_line()
    {
        var settings = await servers.EmbeddedAsync();
        await servers.Postgres!.ExecuteAsync($"alter database d{settings["ConnectionStrings:actors-postgres"].Split("Database=d")[1]} set synchronous_commit = off", Cancel);
        await SetAsync("fsync", "off");
        await SetAsync("full_page_writes", "off");
        try
        {
            var said = await RefusedAsync(settings);
            foreach (var setting in (string[])["fsync", "full_page_writes", "synchronous_commit"])
            {
                var line = Assert.Single(said.Split('\n'), text => text.Contains($"has {setting} off", StringComparison.Ordinal));
                Assert.Contains("Actors__Storage__AllowUnsafe", line, StringComparison.Ordinal);
            }

            settings["Actors:Storage:AllowUnsafe"] = "true";
            var member = new Dictionary<string, string>(settings) { ["Actors:Clustering:Provider"] = "Postgres" };
            Assert.Contains("Actors__Clustering__AllowUnsafe", await RefusedAsync(member), StringComparison.Ordinal);

            await using var silo = await NodeProcess.StartSiloAsync(settings, Cancel);
            Assert.Contains("has fsync off", silo.Output, StringComparison.Ordinal);
        }
        finally
        {
            await SetAsync("fsync", "on");
            await SetAsync("full_page_writes", "on");
        }
    }

    [Fact]
    public async Task A_replica_is_refused_whatever_is_allowed()
    {
        if (await PostgresServer.TryStartAsync(Cancel) is not { } replica)
        {
            Assert.Skip(ServerBinaries.PostgresMissing);
            return;
        }

        await using (replica)
        {
            await replica.BecomeReplicaAsync(Cancel);
            var settings = await servers.EmbeddedAsync(("ConnectionStrings:actors-postgres", replica.ConnectionString), ("Actors:Storage:AllowUnsafe", "true"));
            Assert.Contains("is a replica", await RefusedAsync(settings), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_wrong_or_expired_password_an_unknown_user_and_a_missing_database_are_told_at_once()
    {
        var settings = await servers.EmbeddedAsync();
        var good = settings["ConnectionStrings:actors-postgres"];
        await servers.Postgres!.AskForPasswordAsync("app", Cancel);
        await servers.Postgres.ExecuteAsync("create role app login superuser password 'secret'", Cancel);

        async Task SaysAsync(string what, string connection)
        {
            settings["ConnectionStrings:actors-postgres"] = connection;
            await using var web = NodeProcess.Web(new Dictionary<string, string>(settings) { ["Actors:Clustering:Provider"] = "Postgres" });
            foreach (var said in (string[])[await RefusedAsync(settings), await RefusedAsync(web)])
            {
                Assert.Contains(what, said, StringComparison.Ordinal);
                Assert.DoesNotContain("secret", said, StringComparison.Ordinal);
            }
        }

        var app = good.Replace("Username=postgres", "Username=app", StringComparison.Ordinal);
        await SaysAsync("The password is wrong or has expired", $"{app};Password=not-it");
        await servers.Postgres.ExecuteAsync("alter role app valid until '2001-01-01'", Cancel);
        await SaysAsync("The password is wrong or has expired", $"{app};Password=secret");
        await SaysAsync("Check that the user exists", good.Replace("Username=postgres", "Username=nobody", StringComparison.Ordinal));
        await SaysAsync("Create the database", good.Replace("Database=d", "Database=missing", StringComparison.Ordinal));

        await servers.Postgres.ExecuteAsync("alter role app valid until 'infinity'", Cancel);
        settings["ConnectionStrings:actors-postgres"] = $"{app};Password=secret";
        await using var silo = await NodeProcess.StartSiloAsync(settings, Cancel);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_server_that_is_down_is_waited_for_so_long_and_no_longer()
    {
        var cancel = TestContext.Current.CancellationToken;
        var settings = await servers.EmbeddedAsync(("Actors:Storage:StartTimeout", "00:00:01"));
        servers.Postgres!.Kill();
        try
        {
            Assert.Contains($"PostgreSQL at 127.0.0.1:{servers.Postgres.Port}", await RefusedAsync(settings), StringComparison.Ordinal);

            settings["Actors:Storage:StartTimeout"] = "00:01:00";
            await using var silo = NodeProcess.Silo(settings);
            silo.Launch();
            while (!silo.Output.Contains("cannot be reached yet", StringComparison.Ordinal)) await Task.Delay(50, cancel);
            await servers.Postgres.StartAsync(cancel);
            await silo.ReadyAsync(cancel);
        }
        finally
        {
            if (!await servers.Postgres.IsUpAsync(cancel)) await servers.Postgres.StartAsync(cancel);
        }
    }

    [Fact]
    public async Task An_older_schema_is_brought_up_to_date_and_a_newer_one_is_refused()
    {
        var settings = await servers.EmbeddedAsync();
        await using var silo = await NodeProcess.StartSiloAsync(settings, Cancel);
        await silo.Http.OkAsync(HttpMethod.Post, "/v1/entities/counter/hits/commands/add", new { amount = 7 });
        Assert.Equal(0, await silo.StopAsync(Cancel));
        var last = await MetaAsync(settings, "schema");

        await SetMetaAsync(settings, "schema", $"{int.Parse(last, System.Globalization.CultureInfo.InvariantCulture) - 1}");
        await silo.StartAsync(Cancel);
        Assert.Equal(last, await MetaAsync(settings, "schema"));
        Assert.Equal(7, (await silo.Http.OkAsync(HttpMethod.Post, "/v1/entities/counter/hits/commands/get", new { })).Number("value"));
        Assert.Equal(0, await silo.StopAsync(Cancel));

        await SetMetaAsync(settings, "schema", "999");
        Assert.Contains("schema version 999, newer than", await RefusedAsync(settings), StringComparison.Ordinal);
        Assert.Equal("999", await MetaAsync(settings, "schema"));
    }

    [Fact]
    public async Task A_database_of_another_cluster_is_refused_unless_it_is_taken_over()
    {
        var settings = await servers.EmbeddedAsync(("Actors:ClusterId", "first"));
        await using (var silo = await NodeProcess.StartSiloAsync(settings, Cancel)) Assert.Equal(0, await silo.StopAsync(Cancel));

        settings["Actors:ClusterId"] = "second";
        var said = await RefusedAsync(settings);
        Assert.Contains("belongs to the cluster 'first', and this process is of the cluster 'second'", said, StringComparison.Ordinal);
        Assert.Contains("Actors__Storage__AllowOtherCluster", said, StringComparison.Ordinal);
        Assert.Equal("first", await MetaAsync(settings, "cluster"));

        settings["Actors:Storage:AllowOtherCluster"] = "true";
        await using (var silo = await NodeProcess.StartSiloAsync(settings, Cancel)) Assert.Equal(0, await silo.StopAsync(Cancel));
        settings.Remove("Actors:Storage:AllowOtherCluster");
        settings["Actors:ClusterId"] = "first";
        Assert.Contains("belongs to the cluster 'second'", await RefusedAsync(settings), StringComparison.Ordinal);
    }

    private async Task SetAsync(string setting, string value)
    {
        await servers.Postgres!.ExecuteAsync($"alter system set {setting} = {value}", Cancel);
        await servers.Postgres.ExecuteAsync("select pg_reload_conf()", Cancel);
        while (await servers.Postgres.ScalarAsync("postgres", $"show {setting}", Cancel) != value) await Task.Delay(20, Cancel);
    }

    private Task<string> MetaAsync(Dictionary<string, string> settings, string key)
        => servers.Postgres!.ScalarAsync(settings["ConnectionStrings:actors-postgres"].Split("Database=")[1], $"select value from actors.meta where key = '{key}'", Cancel);

    private Task<string> SetMetaAsync(Dictionary<string, string> settings, string key, string value)
        => servers.Postgres!.ScalarAsync(
            settings["ConnectionStrings:actors-postgres"].Split("Database=")[1], $"update actors.meta set value = '{value}' where key = '{key}' returning value", Cancel);
}

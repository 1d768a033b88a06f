using System.Globalization;
using System.Text.RegularExpressions;
using Actors.Tests.Support;

namespace Actors.Tests.Layout;

/// <summary>What is in deploy/ names settings, ports, paths and metrics of the programs: here it is held against them.</summary>
public sealed partial class DeployTests
{
    private static readonly Yaml Compose = Yaml.Read("compose.yaml").Single();

    private static IEnumerable<Yaml> Manifests => new[] { "kubernetes", "istio" }
        .SelectMany(folder => Directory.GetFiles(Path.Combine(Yaml.Folder, folder), "*.yaml")).SelectMany(Yaml.Read);

    private static IEnumerable<Yaml> Deployments => Manifests.Where(one => one["kind"].Text == "Deployment");

    private static IEnumerable<Yaml> Containers => Deployments.SelectMany(one => one["spec"]["template"]["spec"]["containers"].Items);

    private static string Sources { get; } = string.Join('\n', Repository.Files("*.cs")
        .Where(path => Repository.Under(path, "src") || Repository.Under(path, "silo") || Repository.Under(path, "client")).Select(File.ReadAllText));

    [Fact]
    public void Every_setting_that_is_named_is_one()
    {
        var known = Setting().Matches(Sources).Select(match => match.Groups["key"].Value)
            .Concat(Connection().Matches(Sources).Select(match => $"ConnectionStrings:{match.Groups["name"].Value}"))
            .Concat(Options().Matches(Sources).Concat(Documented().Matches(Sources)).SelectMany(match => PropertiesOf(match.Groups["type"].Value).Select(name => $"{match.Groups["section"].Value}:{name}")))
            .ToHashSet();
        var named = Directory.EnumerateFiles(Yaml.Folder, "*", SearchOption.AllDirectories)
            .SelectMany(path => Variable().Matches(File.ReadAllText(path)).Select(match => (File: Repository.Relative(path), Key: match.Value.Replace("__", ":", StringComparison.Ordinal))))
            .Distinct().ToList();
        Assert.True(named.Count > 20, $"only {named.Count} settings were found");
        Assert.DoesNotContain(named, one => !known.Contains(one.Key));
    }

    [Fact]
    public void Every_image_is_pinned()
    {
        var images = Compose["services"].Values.Select(service => service["image"].Text)
            .Concat(Containers.Select(container => container["image"].Text))
            .Concat(Directory.GetFiles(Path.Combine(Yaml.Folder, "images")).SelectMany(File.ReadAllLines)
                .Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]))
            .ToList();
        Assert.True(images.Count > 15, $"only {images.Count} images were found");
        Assert.All(images, image => Assert.Matches(@":v?\d+\.\d+", image));
    }

    [Fact]
    public void Nothing_runs_as_root_or_can_write_to_its_image()
    {
        Assert.All(Compose["services"].Values, service =>
        {
            Assert.Equal("true", service["read_only"].Text);
            Assert.Equal("ALL", service["cap_drop"].Items.Single().Text);
            Assert.Equal("no-new-privileges:true", service["security_opt"].Items.Single().Text);
            Assert.NotEqual("0", service["user"].Text.Split(':')[0]);
        });
        Assert.All(Deployments, one => Assert.Equal("true", one["spec"]["template"]["spec"]["securityContext"]["runAsNonRoot"].Text));
        Assert.All(Containers, container =>
        {
            var security = container["securityContext"];
            Assert.Equal(("true", "false"), (security["readOnlyRootFilesystem"].Text, security["allowPrivilegeEscalation"].Text));
            Assert.Equal("ALL", security["capabilities"]["drop"].Items.Single().Text);
        });
        Assert.All(Directory.GetFiles(Path.Combine(Yaml.Folder, "images")), file => Assert.Contains("\nUSER 1654\n", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public void A_stop_is_given_as_long_as_the_programs_take()
    {
        var shutdown = int.Parse(Shutdown().Match(Sources).Groups["seconds"].Value, CultureInfo.InvariantCulture);
        Assert.All(Deployments, one =>
        {
            var pod = one["spec"]["template"]["spec"];
            var sleep = pod["containers"].Items.Single()["lifecycle"]["preStop"]["sleep"]["seconds"].Number;
            Assert.True(pod["terminationGracePeriodSeconds"].Number > shutdown + sleep);
        });
        var nodes = Compose["services"].Values.Where(service => service["image"].Text.StartsWith("actors-", StringComparison.Ordinal)).ToList();
        Assert.Equal(5, nodes.Count);
        Assert.All(nodes, node => Assert.True(int.Parse(node["stop_grace_period"].Text.TrimEnd('s'), CultureInfo.InvariantCulture) > shutdown));
    }

    [Fact]
    public void Probes_ask_for_what_there_is_at_ports_that_are_open()
    {
        foreach (var container in Containers)
        {
            var ports = container["ports"].Items.Select(port => port["name"].Text).ToList();
            foreach (var probe in new[] { "startupProbe", "readinessProbe", "livenessProbe" }.Select(name => container[name]["httpGet"]))
            {
                Assert.Contains($"MapGet(\"{probe["path"].Text}\"", Sources, StringComparison.Ordinal);
                Assert.Contains(probe["port"].Text, ports);
            }
        }

        Assert.All(Compose["services"].Values.Where(service => service["image"].Text.StartsWith("actors-", StringComparison.Ordinal)), service
            => Assert.Equal("ready", service["healthcheck"]["test"].Items[^1].Text));
        Assert.Contains("arguments is [\"ready\"]", Sources, StringComparison.Ordinal);
    }

    [Fact]
    public void The_parts_of_compose_find_each_other()
    {
        var addresses = Compose["services"].Entries.Where(one => one.Value["image"].Text.StartsWith("actors-", StringComparison.Ordinal))
            .ToDictionary(one => one.Key, one => one.Value["networks"]["inside"]["ipv4_address"].Text);
        foreach (var (name, address) in addresses.Where(one => one.Key.StartsWith("silo", StringComparison.Ordinal)))
        {
            Assert.Equal(address, Compose["services"][name]["environment"]["Actors__Silo__Address"].Text);
        }

        var scraped = Yaml.Read("prometheus/prometheus.yaml").Single()["scrape_configs"].Items
            .SelectMany(job => job["static_configs"].Items).SelectMany(one => one["targets"].Items).Select(target => target.Text);
        Assert.Equal(addresses.Values.Order(StringComparer.Ordinal).Select(address => $"{address}:7400"), scraped.Order(StringComparer.Ordinal));
        var balanced = Upstream().Matches(File.ReadAllText(Path.Combine(Yaml.Folder, "nginx", "compose.conf"))).Select(match => match.Groups["server"].Value);
        Assert.Equal(
            addresses.Where(one => one.Key.StartsWith("front", StringComparison.Ordinal)).Select(one => $"{one.Value}:7400").Order(StringComparer.Ordinal),
            balanced.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Services_and_policies_choose_pods_that_there_are()
    {
        var pods = Deployments.Select(one => one["spec"]["template"]["metadata"]["labels"]).ToList();
        var selectors = Manifests.Where(one => one["kind"].Text == "Service").Select(one => one["spec"]["selector"])
            .Concat(Manifests.Where(one => one["kind"].Text == "PodDisruptionBudget").Select(one => one["spec"]["selector"]["matchLabels"]))
            .Concat(Deployments.Select(one => one["spec"]["selector"]["matchLabels"]))
            .Concat(Manifests.Where(one => one["kind"].Text == "DestinationRule").SelectMany(one => one["spec"]["subsets"].Items).Select(subset => subset["labels"]))
            .ToList();
        Assert.True(selectors.Count >= 9, $"only {selectors.Count} selectors were found");
        Assert.All(selectors, selector => Assert.Contains(pods, pod => selector.Entries.All(label => pod.Entries.Any(one => one.Key == label.Key && one.Value.Text == label.Value.Text))));
    }

    [Fact]
    public void Boards_and_rules_name_instruments_that_there_are()
    {
        var known = Instrument().Matches(Sources).Select(match => match.Groups["name"].Value.Replace('.', '_')).ToHashSet();
        var asked = Boards.Expressions.SelectMany(one => Boards.MetricsOf(one.Expression).Select(name => (one.File, Name: name)))
            .Where(one => one.Name.StartsWith("actors_", StringComparison.Ordinal)).Distinct().ToList();
        Assert.True(asked.Count >= 40, $"only {asked.Count} metrics were found");
        Assert.DoesNotContain(asked, one => !known.Contains(Suffix().Replace(one.Name, "")));
    }

    [Fact]
    public void Boards_are_well_formed()
    {
        var boards = Boards.All.ToList();
        Assert.Equal(5, boards.Count);
        Assert.Equal(boards.Count, boards.Select(board => board.GetProperty("uid").GetString()).Distinct().Count());
        Assert.All(boards, board =>
        {
            var panels = board.GetProperty("panels").EnumerateArray().ToList();
            Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
            Assert.Contains(board.GetProperty("templating").GetProperty("list").EnumerateArray(), variable => variable.GetProperty("type").GetString() == "datasource");
            Assert.All(panels.Where(panel => panel.GetProperty("type").GetString() != "row"), panel
                => Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString()));
        });
    }

    private static IEnumerable<string> PropertiesOf(string type) => Property()
        .Matches(File.ReadAllText(Repository.Files($"{type}.cs").Single())).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"""(?<key>Actors:[A-Za-z:]+[A-Za-z])""")]
    private static partial Regex Setting();

    [GeneratedRegex(@"GetConnectionString\(""(?<name>[a-z-]+)""\)")]
    private static partial Regex Connection();

    [GeneratedRegex(@"AddActorsOptions<(?<type>\w+), \w+>\(""(?<section>[A-Za-z:]+)""\)")]
    private static partial Regex Options();

    [GeneratedRegex(@"Section <c>(?<section>[A-Za-z:]+)</c>\.\s*</summary>\s+public sealed class (?<type>\w+)")]
    private static partial Regex Documented();

    [GeneratedRegex(@"public [^\n({=]*?(?<name>\w+) \{ get; (set|init); \}")]
    private static partial Regex Property();

    [GeneratedRegex(@"\b(Actors(__[A-Za-z]+)+|ConnectionStrings__[a-z-]+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"ShutdownTimeout = TimeSpan\.FromSeconds\((?<seconds>\d+)\)")]
    private static partial Regex Shutdown();

    [GeneratedRegex(@"^\s*server (?<server>[\d.]+:\d+) ", RegexOptions.Multiline)]
    private static partial Regex Upstream();

    [GeneratedRegex(@"""(?<name>actors\.[a-z_.]+)""")]
    private static partial Regex Instrument();

    [GeneratedRegex("_(total|seconds(_(bucket|sum|count))?|bucket|sum|count)$")]
    private static partial Regex Suffix();
}

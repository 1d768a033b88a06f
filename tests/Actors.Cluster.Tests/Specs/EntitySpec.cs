using System.Text.Json.Nodes;
using Actors.Cluster.Tests.Doors;
using Actors.Cluster.Tests.Doors.Entities;

namespace Actors.Cluster.Tests.Specs;

/// <summary>What an entity promises, whatever door one comes through.</summary>
public abstract class EntitySpec(IEntityDoor door)
{
    private readonly string _id = $"id-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_command_with_a_request_id_is_carried_out_once()
    {
        var first = (await AddAsync(5, "r-1")).Require();
        var again = (await AddAsync(5, "r-1")).Require();
        Assert.Equal((false, true), (first.Replayed, again.Replayed));
        Assert.Equal(first.Body, again.Body);
        Assert.Equal("""{"value":5}""", await StateAsync("counter"));
    }

    [Fact]
    public async Task A_request_id_with_another_command_is_refused()
    {
        (await AddAsync(5, "r-1")).Require();
        Assert.Equal("request-id-reused", (await AddAsync(6, "r-1")).Code);
        Assert.Equal("""{"value":5}""", await StateAsync("counter"));
    }

    [Fact]
    public async Task Additions_of_many_callers_are_all_counted()
    {
        var added = await Task.WhenAll(Enumerable.Range(1, 64).Select(amount => AddAsync(amount, $"r-{amount}")));
        Assert.All(added, one => Assert.Null(one.Code));
        Assert.Equal("""{"value":2080}""", await StateAsync("counter"));
    }

    [Fact]
    public async Task The_entitys_own_no_has_its_own_code_and_changes_nothing()
    {
        (await StockAsync("restock", """{"quantity":2}""")).Require();
        Assert.Equal("out-of-stock", (await StockAsync("reserve", """{"orderId":"o-1","quantity":3}""")).Code);
        var state = JsonNode.Parse(await StateAsync("stock"))!;
        Assert.Equal((2, 0), ((int)state["available"]!, (int)state["reserved"]!));
    }

    [Fact]
    public async Task A_command_for_another_version_is_refused()
    {
        var created = (await door.ExecuteAsync(new EntityAsk("counter", _id, "add", """{"amount":1}""", IfVersion: 0))).Require();
        Assert.Equal("precondition-failed", (await door.ExecuteAsync(new EntityAsk("counter", _id, "add", """{"amount":1}""", IfVersion: 0))).Code);
        var next = (await door.ExecuteAsync(new EntityAsk("counter", _id, "add", """{"amount":1}""", IfVersion: created.Version))).Require();
        Assert.True(next.Version > created.Version);
        Assert.Equal(
            "precondition-failed",
            (await door.ExecuteAsync(new EntityAsk("counter", _id, "add", """{"amount":1}""", IfVersion: created.Version))).Code);
        Assert.Equal(next.Version, (await door.DescribeAsync("counter", _id)).Require().Version);
        Assert.Equal("""{"value":2}""", await StateAsync("counter"));
    }

    [Fact]
    public async Task What_is_no_command_of_the_entity_is_refused_with_the_reason()
    {
        Assert.Equal("unknown-entity-type", (await door.ExecuteAsync(new EntityAsk("warehouse", _id, "add", "{}"))).Code);
        Assert.Equal("unknown-command", (await door.ExecuteAsync(new EntityAsk("counter", _id, "subtract", "{}"))).Code);
        Assert.Equal("invalid-command", (await door.ExecuteAsync(new EntityAsk("counter", _id, "add", """{"amount":1,"colour":"red"}"""))).Code);
        Assert.Equal("invalid-command", (await door.ExecuteAsync(new EntityAsk("counter", _id, "add", """{"amount":"1"}"""))).Code);
        Assert.Equal("not-found", (await door.DescribeAsync("counter", _id)).Code);
    }

    [Fact]
    public async Task A_deleted_document_is_gone_and_its_versions_go_on_rising()
    {
        var first = (await DocumentAsync("put", """{"value":{"a":1,"b":{"c":2}}}""")).Require();
        (await DocumentAsync("patch", """{"value":{"a":null,"b":{"d":3}}}""")).Require();
        Assert.Equal("""{"b":{"c":2,"d":3}}""", await StateAsync("document"));
        (await DocumentAsync("delete", "{}")).Require();
        Assert.Equal("not-found", (await door.DescribeAsync("document", _id)).Code);
        Assert.True((await DocumentAsync("put", """{"value":1}""")).Require().Version > first.Version);
    }

    [Fact]
    public async Task Entities_are_listed_page_by_page_in_order_and_each_once()
    {
        string[] ids = [.. Enumerable.Range(0, 7).Select(i => $"{_id}-{i}")];
        await Task.WhenAll(ids.Reverse().Select(id => door.ExecuteAsync(new EntityAsk("counter", id, "add", """{"amount":1}"""))));
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await door.ListAsync("counter", _id, limit: 3, cursor)).Require();
            seen.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(ids, seen);
        Assert.Equal("invalid-cursor", (await door.ListAsync("counter", _id, limit: 3, "?")).Code);
    }

    private Task<Answer<Carried>> AddAsync(long amount, string request)
        => door.ExecuteAsync(new EntityAsk("counter", _id, "add", $$"""{"amount":{{amount}}}""", request));

    private Task<Answer<Carried>> StockAsync(string command, string body) => door.ExecuteAsync(new EntityAsk("stock", _id, command, body));

    private Task<Answer<Carried>> DocumentAsync(string command, string body) => door.ExecuteAsync(new EntityAsk("document", _id, command, body));

    private async Task<string> StateAsync(string type) => (await door.DescribeAsync(type, _id)).Require().State;
}

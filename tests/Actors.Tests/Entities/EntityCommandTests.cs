using Actors.Commands;
using Actors.Entities;
using Actors.Entities.Counters;
using Actors.Feed;
using Actors.Testing.Storage;
using Shop;

namespace Actors.Tests.Entities;

public sealed class EntityCommandTests(EntityHost host) : IClassFixture<EntityHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_typed_command_gets_its_typed_reply()
    {
        var stock = host.Client.Entities.Get<Stock>("typed");
        Assert.Equal(new StockLevel(5, 0, 0), await stock.ExecuteAsync(new Restock(5), cancellationToken: Cancel));
        Assert.Equal(new StockLevel(3, 2, 0), await stock.ExecuteAsync(new Reserve("o-1", 2), cancellationToken: Cancel));
        var entity = await stock.DescribeAsync(Cancel);
        Assert.Equal("""{"available":3,"reserved":2,"sold":0,"reservations":{"o-1":2}}""", entity!.State);
    }

    [Fact]
    public async Task A_refusal_comes_as_an_exception_with_the_entitys_own_code()
    {
        var refused = await Assert.ThrowsAsync<EntityRefusedException>(
            () => host.Client.Entities.Get<Stock>("refused").ExecuteAsync(new Reserve("o-1", 2), cancellationToken: Cancel));
        Assert.Equal(ErrorCode.CommandRefused, refused.Code);
        Assert.Equal("out-of-stock", refused.Reason);
        Assert.Null(await host.Client.Entities.Get<Stock>("refused").DescribeAsync(Cancel));
    }

    [Fact]
    public async Task A_request_id_is_carried_out_once_and_answers_the_same_again()
    {
        var first = Done(await host.SendAsync("counter", "once", "add", """{"amount":2}""", "r-1"));
        await host.SendAsync("counter", "once", "add", """{"amount":5}""", "r-2");
        var again = Done(await host.SendAsync("counter", "once", "add", """{"amount":2}""", "r-1"));
        Assert.Equal(first with { Replayed = true }, again);
        Assert.Equal("""{"value":7}""", Done(await host.SendAsync("counter", "once", "get", "{}")).Body);
    }

    [Fact]
    public async Task A_request_id_with_another_body_is_refused()
    {
        await host.SendAsync("counter", "reused", "add", """{"amount":2}""", "r-1");
        Assert.Equal(ErrorCode.RequestIdReused, Refused(await host.SendAsync("counter", "reused", "add", """{"amount":3}""", "r-1")).Code);
    }

    [Fact]
    public async Task A_recorded_refusal_leaves_its_mark_and_answers_the_same_again()
    {
        const string Body = """{"amount":5,"card":"4000000000000002"}""";
        var first = Refused(await host.SendAsync("payment", "declined", "charge", Body, "r-1"));
        Assert.Equal("card-declined", first.Reason);
        var payment = await host.Client.Entities.DescribeAsync("payment", "declined", Cancel);
        Assert.Equal("""{"status":"declined","amount":5}""", payment!.State);
        await host.SendAsync("payment", "declined", "charge", """{"amount":5,"card":"4242"}""", "r-2");
        Assert.Equal("card-declined", Refused(await host.SendAsync("payment", "declined", "charge", Body, "r-1")).Reason);
        Assert.Equal("""{"status":"charged","amount":5}""", (await host.Client.Entities.DescribeAsync("payment", "declined", Cancel))!.State);
    }

    [Fact]
    public async Task A_lost_acknowledgement_is_repeated_and_applied_once()
    {
        var counter = host.Client.Entities.Get<Counter>("lost-ack");
        await counter.ExecuteAsync(new Add(1), cancellationToken: Cancel);
        var faults = 0;
        host.Database.OnCommit = units => units.Any(unit => unit.Key.Key == "lost-ack") && Interlocked.Increment(ref faults) == 1
            ? CommitFault.ThrowAfter
            : CommitFault.None;
        var executed = await counter.ExecuteVersionedAsync(new Add(1), cancellationToken: Cancel);
        host.Database.OnCommit = _ => CommitFault.None;
        Assert.True(executed.Replayed);
        Assert.Equal(2, (await counter.ExecuteAsync(new Get(), cancellationToken: Cancel)).Value);
        Assert.True(faults >= 1);
    }

    [Fact]
    public async Task Without_a_request_id_an_unknown_outcome_is_told_and_not_repeated()
    {
        var counter = host.Client.Entities.Get<Counter>("told");
        host.Database.OnCommit = units => units.Any(unit => unit.Key.Key == "told") ? CommitFault.ThrowAfter : CommitFault.None;
        var unknown = await Assert.ThrowsAsync<ActorsException>(
            () => counter.ExecuteAsync(new Add(1), new ExecuteOptions { AtMostOnce = true }, Cancel));
        host.Database.OnCommit = _ => CommitFault.None;
        Assert.Equal(ErrorCode.OutcomeUnknown, unknown.Code);
        Assert.Equal(1, (await counter.ExecuteAsync(new Get(), cancellationToken: Cancel)).Value);
    }

    [Fact]
    public async Task Five_hundred_callers_of_one_counter_share_commits()
    {
        const int Callers = 512;
        const int Rounds = 4;
        var commits = 0;
        host.Database.OnCommit = units =>
        {
            if (!units.Any(unit => unit.Key.Key == "hot")) return CommitFault.None;
            Interlocked.Increment(ref commits);
            return CommitFault.Delay;
        };
        var counter = host.Client.Entities.Get<Counter>("hot");
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            for (var i = 0; i < Rounds; i++) await counter.ExecuteAsync(new Add(1), new ExecuteOptions { AtMostOnce = true }, Cancel);
        }));
        host.Database.OnCommit = _ => CommitFault.None;
        Assert.Equal(Callers * Rounds, (await counter.ExecuteAsync(new Get(), cancellationToken: Cancel)).Value);
        Assert.InRange(commits, 1, Callers * Rounds / 50);
    }

    [Fact]
    public async Task Two_writers_with_the_same_version_do_not_both_win()
    {
        var counter = host.Client.Entities.Get<Counter>("cas");
        var version = (await counter.ExecuteVersionedAsync(new Add(1), cancellationToken: Cancel)).Version;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await counter.ExecuteAsync(new Add(1), new ExecuteOptions { IfVersion = version }, Cancel);
                return true;
            }
            catch (EntityRefusedException refused) when (refused.Code == ErrorCode.PreconditionFailed)
            {
                return false;
            }
        }));
        Assert.Single(outcomes, won => won);
    }

    [Fact]
    public async Task A_state_that_cannot_be_written_fails_its_own_command_only()
    {
        host.Database.OnCommit = units => units.Any(unit => unit.Key.Key == "unwritable") ? CommitFault.Delay : CommitFault.None;
        string[] raises = ["1", "1e308", "1e308", "1"];
        var replies = raises.Select(by => host.SendAsync("gauge", "unwritable", "raise", $$"""{"by":{{by}}}""")).ToList();
        await Task.WhenAll(replies).ContinueWith(_ => { }, Cancel, TaskContinuationOptions.None, TaskScheduler.Default);
        host.Database.OnCommit = _ => CommitFault.None;

        // Whichever of the two large ones comes second has no sum.
        var faulted = Assert.Single(Enumerable.Range(0, raises.Length), i => replies[i].IsFaulted);
        Assert.Contains(faulted, new[] { 1, 2 });
        Assert.Equal("""{"level":1E+308,"raises":3}""", (await host.Client.Entities.DescribeAsync("gauge", "unwritable", Cancel))!.State);
    }

    [Fact]
    public async Task A_number_beyond_its_type_is_refused()
        => Assert.Equal(ErrorCode.InvalidCommand, Refused(await host.SendAsync("gauge", "huge", "raise", """{"by":1e400}""")).Code);

    [Fact]
    public async Task What_expires_is_gone_from_reads_and_lists_and_is_told_in_the_feed()
    {
        var now = await host.Client.Events.ReadAsync(new ReadFeed { Kind = "entity/document" }, Cancel);
        await host.SendAsync("document", "ttl-1", "put", """{"value":{"a":1},"ttlSeconds":1,"tags":["short"]}""");
        var list = new ListEntities { Type = "document", Tag = "short" };
        Assert.Equal(1, await host.Client.Entities.CountAsync(list, Cancel));
        var feed = now.Next;
        var types = new List<string>();
        while (!types.Contains("expired"))
        {
            var batch = await host.Client.Events.ReadAsync(
                new ReadFeed { After = feed, Kind = "entity/document", Prefix = "ttl-1", Wait = TimeSpan.FromSeconds(5) }, Cancel);
            types.AddRange(batch.Events.Select(read => read.Type));
            feed = batch.Next;
        }

        Assert.Equal(["put", "expired"], types);
        Assert.Null(await host.Client.Entities.DescribeAsync("document", "ttl-1", Cancel));
        Assert.Equal(0, await host.Client.Entities.CountAsync(list, Cancel));
    }

    private static CommandReply.Done Done(CommandReply reply) => Assert.IsType<CommandReply.Done>(reply);

    private static Refusal Refused(CommandReply reply) => Assert.IsType<CommandReply.Refused>(reply).Refusal;
}

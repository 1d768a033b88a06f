using Actors.Commands;
using Actors.Entities;
using Actors.Records;
using Actors.Storage;
using Actors.Testing.Storage;
using Shop;

namespace Actors.Tests.Entities;

public sealed class EntityUndoTests(EntityHost host) : IClassFixture<EntityHost>
{
    private const string Charge = """{"amount":5,"card":"4242"}""";
    private const string Refund = """{"reason":"test"}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_undo_after_its_do_is_carried_out_and_a_repeat_gets_its_reply()
    {
        await host.SendAsync("payment", "u-1", "charge", Charge, "do");
        var undone = Done(await host.SendAsync("payment", "u-1", "refund", Refund, "undo", "do"));
        Assert.Equal("""{"status":"refunded","amount":5}""", undone.Body);
        Assert.Equal(undone with { Replayed = true }, Done(await host.SendAsync("payment", "u-1", "refund", Refund, "undo", "do")));
    }

    [Fact]
    public async Task An_undo_that_overtakes_its_do_undoes_nothing_and_bars_the_do()
    {
        var undone = Done(await host.SendAsync("payment", "u-2", "refund", Refund, "undo", "do"));
        Assert.Equal("null", undone.Body);
        Assert.Equal(ErrorCode.AlreadyUndone, Refused(await host.SendAsync("payment", "u-2", "charge", Charge, "do")).Code);
        Assert.Equal(ErrorCode.AlreadyUndone, Refused(await host.SendAsync("payment", "u-2", "charge", """{"amount":6,"card":"4242"}""", "do")).Code);
        Assert.Equal(undone with { Replayed = true }, Done(await host.SendAsync("payment", "u-2", "refund", Refund, "undo", "do")));
        Assert.Equal("null", Done(await host.SendAsync("payment", "u-2", "refund", Refund, "undo-2", "do")).Body);
    }

    [Fact]
    public async Task What_only_bars_a_request_is_no_entity_to_anyone()
    {
        await host.SendAsync("payment", "u-3", "refund", Refund, "undo", "do");
        Assert.Null(await host.Client.Entities.DescribeAsync("payment", "u-3", Cancel));
        var list = new ListEntities { Type = "payment", Prefix = "u-3" };
        Assert.Empty((await host.Client.Entities.ListAsync(list, Cancel)).Items);
        Assert.Equal(0, await host.Client.Entities.CountAsync(list, Cancel));
        var created = await host.Client.Entities.Get<Payment>("u-3").ExecuteAsync(new Charge(5, "4242"), new ExecuteOptions { IfVersion = 0 }, Cancel);
        Assert.Equal(PaymentStatus.Charged, created.Status);
    }

    [Fact]
    public async Task An_undo_of_an_existing_entity_that_overtakes_its_do_leaves_the_state_alone()
    {
        await host.SendAsync("stock", "u-4", "restock", """{"quantity":5}""");
        Assert.Equal("null", Done(await host.SendAsync("stock", "u-4", "release", """{"orderId":"o"}""", "undo", "do")).Body);
        Assert.Equal(ErrorCode.AlreadyUndone, Refused(await host.SendAsync("stock", "u-4", "reserve", """{"orderId":"o","quantity":2}""", "do")).Code);
        Assert.Equal(new StockLevel(6, 0, 0), await host.Client.Entities.Get<Stock>("u-4").ExecuteAsync(new Restock(1), cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_request_that_was_refused_without_a_mark_is_barred_by_its_undo()
    {
        Assert.Equal("out-of-stock", Refused(await host.SendAsync("stock", "u-5", "reserve", """{"orderId":"o","quantity":2}""", "do")).Reason);
        await host.SendAsync("stock", "u-5", "release", """{"orderId":"o"}""", "undo", "do");
        await host.SendAsync("stock", "u-5", "restock", """{"quantity":5}""");
        Assert.Equal(ErrorCode.AlreadyUndone, Refused(await host.SendAsync("stock", "u-5", "reserve", """{"orderId":"o","quantity":2}""", "do")).Code);
    }

    [Fact]
    public async Task Whatever_the_order_of_do_and_undo_nothing_is_left_reserved()
    {
        await host.SendAsync("stock", "u-6", "restock", """{"quantity":1000}""");
        host.Database.OnCommit = units => units.Any(unit => unit.Key.Key == "u-6") ? CommitFault.Delay : CommitFault.None;
        host.Database.Delay = TimeSpan.FromMilliseconds(2);
        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var reserve = $$"""{"orderId":"o-{{i}}","quantity":2}""";
            var release = $$"""{"orderId":"o-{{i}}"}""";
            var first = i % 2 == 0 ? host.SendAsync("stock", "u-6", "reserve", reserve, $"do-{i}") : host.SendAsync("stock", "u-6", "release", release, $"undo-{i}", $"do-{i}");
            if (i % 3 == 0) await Task.Yield();
            var second = i % 2 == 1 ? host.SendAsync("stock", "u-6", "reserve", reserve, $"do-{i}") : host.SendAsync("stock", "u-6", "release", release, $"undo-{i}", $"do-{i}");
            await Task.WhenAll(first, second);
            return (Do: i % 2 == 0 ? await first : await second, Undo: i % 2 == 0 ? await second : await first);
        }));
        host.Database.OnCommit = _ => CommitFault.None;
        Assert.All(replies, pair => Assert.IsType<CommandReply.Done>(pair.Undo));
        Assert.All(replies, pair => Assert.True(pair.Do is CommandReply.Done or CommandReply.Refused { Refusal.Code: ErrorCode.AlreadyUndone }));
        Assert.All(replies, pair => Assert.Equal(pair.Do is CommandReply.Refused, Done(pair.Undo).Body == "null"));
        var level = await host.Client.Entities.Get<Stock>("u-6").ExecuteAsync(new Restock(1), cancellationToken: Cancel);
        Assert.Equal(new StockLevel(1001, 0, 0), level);
    }

    [Fact]
    public async Task A_do_that_another_activation_commits_between_the_look_and_the_bar_is_undone_after_all()
    {
        var key = RecordKey.Create("entity/payment", "u-7");
        host.Database.OnCommit = units =>
        {
            if (!units.Any(unit => unit.Key == key)) return CommitFault.None;
            host.Database.OnCommit = _ => CommitFault.None;

            // What another activation would write for the do, just before the bar arrives.
            var reply = EntityReceipts.Write(new CommandReply.Done("""{"status":"charged","amount":5}""", 1, Replayed: false));
            _ = host.Memory.CommitAsync(
            [
                new RecordUnit
                {
                    Key = key,
                    Action = UnitAction.Insert,
                    ExpectedVersion = units.Single(unit => unit.Key == key).ExpectedVersion,
                    State = """{"state":{"status":"charged","amount":5},"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}""",
                    Status = EntityState.Present,
                    Receipts = [new NewReceipt("do", RequestIdentity.HashOf("charge", Charge), reply, TimeSpan.FromHours(1))],
                },
            ]);
            return CommitFault.None;
        };

        var fenced = await Assert.ThrowsAsync<RecordFaultException>(() => host.SendAsync("payment", "u-7", "refund", Refund, "undo", "do"));
        Assert.Equal(ErrorCode.Fenced, fenced.Code);
        Assert.Equal("""{"status":"refunded","amount":5}""", Done(await host.SendAsync("payment", "u-7", "refund", Refund, "undo", "do")).Body);
    }

    [Fact]
    public async Task A_do_that_comes_while_its_undo_looks_for_the_receipt_waits_and_is_barred()
    {
        var looking = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var found = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Database.OnReceiptRead = key =>
        {
            if (key.Key != "u-9" || found.Task.IsCompleted) return Task.CompletedTask;
            looking.TrySetResult();
            return found.Task;
        };
        var undo = host.SendAsync("payment", "u-9", "refund", Refund, "undo", "do");
        await looking.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        var late = host.SendAsync("payment", "u-9", "charge", Charge, "do");

        // Once the grain has answered this call it has, as a rule, met the late do; if it has not, the test proves less, not wrong.
        await host.SendAsync("payment", "u-9", "charge", """{"amount":-1,"card":"4242"}""");
        found.SetResult();
        Assert.Equal("null", Done(await undo).Body);
        Assert.Equal(ErrorCode.AlreadyUndone, Refused(await late).Code);
        host.Database.OnReceiptRead = _ => Task.CompletedTask;
    }

    [Theory]
    [InlineData(null, "do")]
    [InlineData("same", "same")]
    public async Task An_undo_needs_a_request_id_of_its_own(string? requestId, string undoes)
        => Assert.Equal(ErrorCode.InvalidRequest, Refused(await host.SendAsync("payment", "u-8", "refund", Refund, requestId, undoes)).Code);

    private static CommandReply.Done Done(CommandReply reply) => Assert.IsType<CommandReply.Done>(reply);

    private static Refusal Refused(CommandReply reply) => Assert.IsType<CommandReply.Refused>(reply).Refusal;
}

using Actors.Sagas;

namespace Actors.Tests.Sagas;

/// <summary>
/// Every way of the trip saga, with a crash, a lost answer, a second driver or a cancel at every boundary of every commit and call:
/// it always ends completed or compensated, no effect is there twice, and what is undone is undone in reverse order.
/// </summary>
public sealed class SagaCrashTests
{
    private static readonly string[] Forward = ["hotel", "flight", "pay", "ticket", "mail"];

    [Theory]
    [InlineData(CrashMode.Crash, "")]
    [InlineData(CrashMode.Crash, "hotel")]
    [InlineData(CrashMode.Crash, "flight")]
    [InlineData(CrashMode.Crash, "pay")]
    [InlineData(CrashMode.Fault, "")]
    [InlineData(CrashMode.Fault, "hotel")]
    [InlineData(CrashMode.Fault, "flight")]
    [InlineData(CrashMode.Fault, "pay")]
    [InlineData(CrashMode.Twin, "")]
    [InlineData(CrashMode.Twin, "hotel")]
    [InlineData(CrashMode.Twin, "flight")]
    [InlineData(CrashMode.Twin, "pay")]
    [InlineData(CrashMode.Cancel, "")]
    [InlineData(CrashMode.Cancel, "flight")]
    [InlineData(CrashMode.Cancel, "pay")]
    public async Task A_saga_ends_as_if_nothing_had_happened_wherever_it_happens(CrashMode mode, string refused)
    {
        for (var at = 0; ; at++)
        {
            await using var world = new SagaWorld(mode, at);
            world.Participants.Refuse = step => step == refused ? new Refusal(ErrorCode.CommandRefused, "No.") { Reason = "no" } : null;
            var state = await world.RunAsync();
            Check(state, world.Participants.Effects, $"{mode} at {at}, '{refused}' refused");
            if (mode != CrashMode.Cancel) Assert.Equal(refused == "" ? SagaStatus.Completed : SagaStatus.Compensated, state.Status);
            if (world.Boundaries <= at) break;
            Assert.True(at < 500);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_step_that_arrives_after_its_undo_is_refused(int which)
    {
        await using var world = new SagaWorld(CrashMode.Late, which);
        var state = await world.RunAsync();
        Assert.Equal(SagaStatus.Compensated, state.Status);
        Assert.Equal(which == 0 ? ["-note"] : ["hotel", "-hotel", "-note"], world.Participants.Effects);
        Assert.Equal(which == 0 ? ["hotel", "note"] : ["flight", "hotel", "note"], state.Undo);
    }

    [Fact]
    public async Task A_failing_undo_is_stuck_and_a_retry_finishes_the_compensation()
    {
        await using var world = new SagaWorld(CrashMode.Crash, -1);
        world.Participants.Refuse = step => step is "pay" or "-hotel" ? new Refusal(ErrorCode.CommandRefused, "No.") { Reason = "no" } : null;
        var stuck = await world.RunAsync();
        Assert.Equal((SagaStatus.Stuck, SagaDirection.Backward, "hotel"), (stuck.Status, stuck.Direction, stuck.Step));
        Assert.Equal(["hotel", "flight", "-flight"], world.Participants.Effects);

        world.Participants.Refuse = _ => null;
        Assert.Null(await (await world.NodeAsync()).ActAsync(SagaVerb.Retry));
        Assert.Equal(SagaStatus.Compensated, (await world.ReadAsync())!.Status);
        Assert.Equal(["hotel", "flight", "-flight", "-hotel", "-note"], world.Participants.Effects);
    }

    [Fact]
    public async Task A_refused_step_after_the_pivot_is_stuck_forward_and_nothing_is_undone()
    {
        await using var world = new SagaWorld(CrashMode.Crash, -1);
        world.Participants.Refuse = step => step == "ticket" ? new Refusal(ErrorCode.CommandRefused, "No.") { Reason = "no" } : null;
        var stuck = await world.RunAsync();
        Assert.Equal((SagaStatus.Stuck, SagaDirection.Forward, "ticket", "no"), (stuck.Status, stuck.Direction, stuck.Step, stuck.Trouble?.Code));
        var node = await world.NodeAsync();
        Assert.Equal(ErrorCode.SagaNotCancellable, (await node.ActAsync(SagaVerb.Cancel))?.Code);

        world.Participants.Refuse = _ => null;
        Assert.Null(await node.ActAsync(SagaVerb.Retry));
        Assert.Equal(SagaStatus.Completed, (await world.ReadAsync())!.Status);
        Assert.Equal(Forward, world.Participants.Effects);
    }

    private static void Check(SagaState state, IReadOnlyList<string> effects, string where)
    {
        Assert.True(state.Status is SagaStatus.Completed or SagaStatus.Compensated, $"{where}: {state.Status} {state.Trouble}");
        Assert.True(effects.Distinct().Count() == effects.Count, $"{where}: an effect is there twice: {string.Join(' ', effects)}");
        if (state.Status == SagaStatus.Completed)
        {
            Assert.True(Forward.SequenceEqual(effects), $"{where}: completed with {string.Join(' ', effects)}");
            return;
        }

        Assert.True(!effects.Contains("pay"), $"{where}: compensated after the pivot: {string.Join(' ', effects)}");
        var done = effects.Where(effect => effect[0] != '-').ToList();
        var undone = effects.Where(effect => effect[0] == '-').Select(effect => effect[1..]).ToList();
        Assert.True(effects.Take(done.Count).SequenceEqual(done), $"{where}: a step was done after an undo: {string.Join(' ', effects)}");
        Assert.True(undone.SequenceEqual(done.AsEnumerable().Reverse().Append("note")), $"{where}: {string.Join(' ', effects)}");
    }
}

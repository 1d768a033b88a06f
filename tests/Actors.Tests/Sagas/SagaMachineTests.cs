using Actors.Records;
using Actors.Sagas;
using Actors.Storage;

namespace Actors.Tests.Sagas;

public sealed class SagaMachineTests
{
    private static readonly SagaTerms Terms = new(TimeSpan.FromSeconds(5), TakeOversMax: 10, TimeSpan.FromSeconds(15));
    private static readonly SagaFailure Doubt = new("timeout", "No answer.", MayHaveRun: true, Retryable: true);
    private static readonly SagaFailure No = new("no", "No.", MayHaveRun: false, Retryable: false);
    private static readonly SagaFailure Busy = new("unavailable", "Later.", MayHaveRun: false, Retryable: true);

    private RecordImage<SagaState> _image = new(null, 40);
    private Moment _now = new(TimeSpan.Zero, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_start_is_at_the_first_step_that_calls_and_leased()
    {
        var decision = Start();
        Assert.True(decision.Reply.Created);
        Assert.Equal(41, decision.Reply.Image.Version);
        Assert.Equal(DueChange.In(TimeSpan.FromSeconds(5)), decision.Due);
        Assert.Equal((SagaStatus.Running, 1, "hotel"), (_image.State!.Status, _image.State.Cursor, _image.State.Step));
        Assert.Equal(new SagaAttempt(1, Undo: false, 1, InDoubt: false), Attempt(decision));
    }

    [Fact]
    public void The_same_input_finds_the_saga_and_other_input_is_refused()
    {
        Start();
        var same = SagaMachine.Start(_image, TripSaga.Plan, "{}", "h", [], Terms, _now);
        Assert.False(same.Writes);
        Assert.Null(same.Reply.Refusal);
        var other = SagaMachine.Start(_image, TripSaga.Plan, "{}", "other", [], Terms, _now);
        Assert.Equal(ErrorCode.SagaInputDiffers, other.Reply.Refusal?.Code);
    }

    [Fact]
    public void A_result_and_the_next_cursor_are_one_write_that_keeps_the_due_time()
    {
        Start();
        var decision = Done(1);
        Assert.Equal((2, "flight"), (_image.State!.Cursor, _image.State.Step));
        Assert.Equal("hotel", Assert.Single(_image.State.Results).Step);
        Assert.Equal(DueChange.Keep, decision.Due);
        Assert.Empty(decision.Events);
    }

    [Fact]
    public void The_last_result_completes_and_is_due_never()
    {
        Start();
        for (var step = 1; step < 5; step++) Done(step);
        var decision = Done(5);
        Assert.Equal((SagaStatus.Completed, null), (_image.State!.Status, _image.State.Step));
        Assert.Equal(DueChange.Never, decision.Due);
        Assert.IsType<SagaAction.Rest>(decision.Reply.Action);
    }

    [Fact]
    public void A_definite_no_is_not_undone_but_what_came_before_is_in_reverse()
    {
        Start();
        Done(1);
        Fail(2, No);
        Assert.Equal(["hotel", "note"], _image.State!.Undo);
        Assert.Equal("no", _image.State.Cause?.Code);
    }

    [Fact]
    public void A_no_after_an_attempt_in_doubt_is_undone_as_that_attempt_may_still_arrive()
    {
        Start();
        Done(1);
        Apply(SagaStepMachine.Failed(_image, TripSaga.Plan, new SagaAttempt(2, Undo: false, 2, InDoubt: true), No, 0, _now));
        Assert.Equal(["flight", "hotel", "note"], _image.State!.Undo);
    }

    [Fact]
    public void A_no_after_a_take_over_is_undone_as_the_dead_drivers_call_may_still_arrive()
    {
        Start();
        var taken = Apply(SagaMachine.TakeOver(_image, TripSaga.Plan, Terms, _now));
        Apply(SagaStepMachine.Failed(_image, TripSaga.Plan, Attempt(taken), No, 0, _now));
        Assert.Equal(["hotel", "note"], _image.State!.Undo);
    }

    [Fact]
    public void Doubt_is_tried_again_under_jittered_pauses_and_then_compensated_with_the_step()
    {
        Start();
        var first = Fail(1, Doubt, jitter: 1);
        Assert.False(first.Writes);
        var pause = Assert.IsType<SagaAction.Pause>(first.Reply.Action);
        Assert.Equal((TimeSpan.FromMilliseconds(0.5), 2, true), (pause.For, pause.Then.Number, pause.Then.InDoubt));
        Apply(SagaStepMachine.Failed(_image, TripSaga.Plan, new SagaAttempt(1, Undo: false, 3, InDoubt: true), Doubt, 0, _now));
        Assert.Equal((SagaStatus.Compensating, SagaDirection.Backward), (_image.State!.Status, _image.State.Direction));
        Assert.Equal(["hotel", "note"], _image.State.Undo);
    }

    [Fact]
    public void Each_fifth_attempt_is_stored_whatever_its_pause()
    {
        ToPivot();
        var decision = Apply(SagaStepMachine.Failed(_image, TripSaga.Plan, new SagaAttempt(3, Undo: false, 5, InDoubt: true), Doubt, 0, _now));
        Assert.True(decision.Writes);
        Assert.Equal((5, true, SagaStatus.Running), (_image.State!.Attempts, _image.State.InDoubt, _image.State.Status));
        Assert.Equal(DueChange.Keep, decision.Due);
    }

    [Fact]
    public void A_long_pause_is_stored_with_its_due_time_and_its_end_is_no_take_over()
    {
        var slow = TripSaga.Plan with
        {
            Steps = [.. TripSaga.Plan.Steps.Select(step => step with { Retry = new SagaRetry { First = TimeSpan.FromSeconds(8), Max = TimeSpan.FromSeconds(8) } })],
        };
        Start();
        var decision = Apply(SagaStepMachine.Failed(_image, slow, new SagaAttempt(1, Undo: false, 1, InDoubt: false), Busy, 0, _now));
        Assert.Equal(DueChange.In(TimeSpan.FromSeconds(8)), decision.Due);
        Assert.Equal(_now.Utc.AddSeconds(8), _image.State!.RetryAt);
        var woken = Apply(SagaMachine.TakeOver(_image, slow, Terms, _now));
        Assert.Equal((0, null), (_image.State!.TakeOvers, _image.State.RetryAt));
        Assert.Equal(2, Attempt(woken).Number);
    }

    [Fact]
    public void A_pivot_in_doubt_is_stuck_and_never_compensated_nor_cancelled()
    {
        ToPivot();
        Apply(SagaStepMachine.Failed(_image, TripSaga.Plan, new SagaAttempt(3, Undo: false, 7, InDoubt: true), Doubt, 0, _now));
        Assert.Equal((SagaStatus.Stuck, SagaDirection.Forward), (_image.State!.Status, _image.State.Direction));
        Assert.Equal(ErrorCode.SagaNotCancellable, Act(SagaVerb.Cancel).Reply.Refusal?.Code);
        var retried = Act(SagaVerb.Retry);
        Assert.Equal(new SagaAttempt(3, Undo: false, 1, InDoubt: true), Attempt(retried));
    }

    [Fact]
    public void A_pivot_that_says_no_or_was_never_reached_is_compensated()
    {
        ToPivot();
        var before = _image;
        Fail(3, No);
        Assert.Equal(["flight", "hotel", "note"], _image.State!.Undo);
        _image = before;
        Apply(SagaStepMachine.Failed(_image, TripSaga.Plan, new SagaAttempt(3, Undo: false, 7, InDoubt: false), Busy, 0, _now));
        Assert.Equal(SagaStatus.Compensating, _image.State!.Status);
    }

    [Fact]
    public void An_outcome_that_comes_after_the_saga_has_turned_is_dropped()
    {
        Start();
        Act(SagaVerb.Cancel);
        var late = SagaStepMachine.Done(_image, TripSaga.Plan, new SagaAttempt(1, Undo: false, 1, InDoubt: false), "{}", _now);
        Assert.False(late.Writes);
        Assert.Equal(new SagaAttempt(1, Undo: true, 1, InDoubt: false), Attempt(late));
    }

    [Fact]
    public void Cancel_undoes_the_step_under_way_and_is_accepted_again_while_it_compensates()
    {
        Start();
        Done(1);
        Act(SagaVerb.Cancel);
        Assert.Equal(["flight", "hotel", "note"], _image.State!.Undo);
        var again = Act(SagaVerb.Cancel);
        Assert.False(again.Writes);
        Assert.Null(again.Reply.Refusal);
        for (var step = 2; step >= 0; step--) Apply(SagaStepMachine.Done(_image, TripSaga.Plan, new SagaAttempt(step, Undo: true, 1, InDoubt: false), "{}", _now));
        Assert.Equal(SagaStatus.Compensated, _image.State!.Status);
        Assert.Null(Act(SagaVerb.Cancel).Reply.Refusal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    public void Cancel_from_the_pivot_on_is_refused(int done)
    {
        Start();
        for (var step = 1; step < done; step++) Done(step);
        Assert.Equal(ErrorCode.SagaNotCancellable, Act(SagaVerb.Cancel).Reply.Refusal?.Code);
    }

    [Fact]
    public void Ten_take_overs_without_progress_are_poison_and_progress_counts_anew()
    {
        Start();
        for (var i = 0; i < 9; i++) Apply(SagaMachine.TakeOver(_image, TripSaga.Plan, Terms, _now));
        Done(1);
        Assert.Equal(0, _image.State!.TakeOvers);
        for (var i = 0; i < 10; i++) Apply(SagaMachine.TakeOver(_image, TripSaga.Plan, Terms, _now));
        Assert.Equal((SagaStatus.Stuck, SagaErrorCodes.Poison), (_image.State!.Status, _image.State.Trouble?.Code));
        Assert.Null(Act(SagaVerb.Cancel).Reply.Refusal);
        Assert.Equal(SagaStatus.Compensating, _image.State!.Status);
    }

    [Fact]
    public void A_saga_without_its_definition_waits_in_its_direction_and_goes_on()
    {
        Start();
        Done(1);
        Fail(2, No);
        var waiting = Apply(SagaMachine.Wait(_image, SagaErrorCodes.HandlerMissing, "Not here.", Terms));
        Assert.Equal((SagaStatus.Waiting, SagaErrorCodes.HandlerMissing), (_image.State!.Status, _image.State.Trouble?.Code));
        Assert.Equal(DueChange.In(TimeSpan.FromSeconds(15)), waiting.Due);
        var resumed = Apply(SagaMachine.TakeOver(_image, TripSaga.Plan, Terms, _now));
        Assert.Equal((SagaStatus.Compensating, "no", 0), (_image.State!.Status, _image.State.Cause?.Code, _image.State.TakeOvers));
        Assert.True(Attempt(resumed).Undo);
    }

    [Fact]
    public void An_action_needs_its_version_and_its_repeat_changes_nothing()
    {
        Start();
        var wrong = SagaMachine.Act(_image, TripSaga.Plan, new ActOnSaga { Verb = SagaVerb.Cancel, RequestId = "r", IfVersion = 7 }, Terms, _now);
        Assert.Equal(ErrorCode.PreconditionFailed, wrong.Reply.Refusal?.Code);
        var act = new ActOnSaga { Verb = SagaVerb.Terminate, RequestId = "r", IfVersion = _image.Version };
        Apply(SagaMachine.Act(_image, TripSaga.Plan, act, Terms, _now));
        Assert.Equal(SagaStatus.Terminated, _image.State!.Status);
        var repeat = SagaMachine.Act(_image, TripSaga.Plan, act, Terms, _now);
        Assert.False(repeat.Writes);
        Assert.Null(repeat.Reply.Refusal);
        Assert.Equal(ErrorCode.SagaActionConflict, Act(SagaVerb.Terminate).Reply.Refusal?.Code);
    }

    [Fact]
    public void Only_a_stuck_saga_can_be_retried()
    {
        Start();
        Assert.Equal(ErrorCode.SagaActionConflict, Act(SagaVerb.Retry).Reply.Refusal?.Code);
    }

    [Fact]
    public void Facets_carry_the_status_the_version_the_users_tags_and_the_step_of_stuck_sagas_only()
    {
        Start();
        Assert.Equal(["tag:vip", "version:2"], SagaDescriptions.Facets(_image.State!).Tags);
        Apply(SagaMachine.Park(_image, "too-large", "Too large.", _now));
        var stuck = SagaDescriptions.Facets(_image.State!);
        Assert.Equal("stuck", stuck.Status);
        Assert.Contains("step:hotel", stuck.Tags);
    }

    [Fact]
    public void History_is_bounded_and_keeps_the_newest()
    {
        Start();
        var state = _image.State!;
        for (var i = 0; i < 500; i++) state = state.Note(_now, "do", "in-doubt", attempt: i);
        Assert.Equal((SagaTurns.HistoryMax, 499), (state.History.Length, state.History[^1].Attempt));
    }

    [Fact]
    public void A_state_is_read_back_as_it_was_written_with_its_json_as_json()
    {
        Start();
        Done(1);
        Fail(2, No);
        var json = StateJson.Write(_image.State!);
        Assert.Contains("\"input\":{\"id\":1}", json, StringComparison.Ordinal);
        Assert.Equal(json, StateJson.Write(StateJson.Read<SagaState>(json)));
    }

    private static SagaAttempt Attempt(Decision<SagaState, SagaTurn> decision) => Assert.IsType<SagaAction.Call>(decision.Reply.Action).Attempt;

    private Decision<SagaState, SagaTurn> Start() => Apply(SagaMachine.Start(_image, TripSaga.Plan, "{\"id\":1}", "h", ["vip"], Terms, _now));

    private void ToPivot()
    {
        Start();
        Done(1);
        Done(2);
    }

    private Decision<SagaState, SagaTurn> Done(int step) => Apply(
        SagaStepMachine.Done(_image, TripSaga.Plan, new SagaAttempt(step, Undo: false, 1, InDoubt: false), "{}", _now));

    private Decision<SagaState, SagaTurn> Fail(int step, SagaFailure failure, double jitter = 0) => Apply(
        SagaStepMachine.Failed(_image, TripSaga.Plan, new SagaAttempt(step, Undo: false, 1, InDoubt: false), failure, jitter, _now));

    private Decision<SagaState, SagaTurn> Act(SagaVerb verb) => Apply(
        SagaMachine.Act(_image, TripSaga.Plan, new ActOnSaga { Verb = verb, RequestId = Guid.NewGuid().ToString() }, Terms, _now));

    private Decision<SagaState, SagaTurn> Apply(Decision<SagaState, SagaTurn> decision)
    {
        if (decision.Writes) _image = decision.Reply.Image;
        _now = _now with { Elapsed = _now.Elapsed + TimeSpan.FromSeconds(1), Utc = _now.Utc };
        return decision;
    }
}

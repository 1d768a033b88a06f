using Actors.Sagas;

namespace Actors.Tests.Sagas;

public sealed class SagaDefinitionTests
{
    [Fact]
    public void A_definition_becomes_a_plain_graph()
    {
        var plan = TripSaga.Plan;
        Assert.Empty(TripSaga.Blueprint.Faults);
        Assert.Equal(("trip", 2, 3), (plan.Definition, plan.Version, plan.Pivot));
        Assert.Equal(["note", "hotel", "flight", "pay", "ticket", "mail"], plan.Steps.Select(step => step.Name));
        Assert.Equal(("fake/account", "fake/account"), (plan.Steps[1].Do, plan.Steps[1].Undo));
    }

    [Fact]
    public void The_hash_is_of_the_shape_and_not_of_timeouts()
    {
        Assert.NotEqual(Build(saga => Step(saga, "a")).Plan.Hash, Build(saga => Step(saga, "b")).Plan.Hash);
        Assert.Equal(
            Build(saga => Step(saga, "a")).Plan.Hash,
            Build(saga => Step(saga, "a", step => step.Timeout(TimeSpan.FromSeconds(1)).Retry(SagaRetry.Patient))).Plan.Hash);
    }

    [Fact]
    public void Every_fault_is_told_at_once()
    {
        var faults = Build(saga => saga
            .Compensatable("Twice", step => step.Do<Account>(x => x.Id, _ => new Do("a", 1)))
            .Retriable("early", step => step.Do<Account>(x => x.Id, _ => new Do("a", 1)))
            .Pivot("pivot", step => step.Do<Account>(x => x.Id, _ => new Do("a", 1)).Undo<Account>(x => x.Id, _ => new Undo("a")))
            .Pivot("pivot", step => step.Do<Account>(x => x.Id, _ => new Do("a", 1)).Timeout(TimeSpan.Zero))
            .Compensation("late", undo => undo.Call<Account>(x => x.Id, _ => new Undo("a")).Retry(new SagaRetry { Attempts = 0, Factor = double.NaN }))).Faults;
        string[] expected =
        [
            "more than one pivot", "'pivot' is used 2 times", "'Twice': ", "'Twice' has no undo", "'early' is retriable but not after",
            "'pivot' has an undo", "'pivot' has the timeout", "'late' is after the pivot", "tried 0 times", "the factor NaN",
        ];
        Assert.All(expected, part => Assert.Contains(faults, fault => fault.Contains(part, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_saga_needs_a_step_that_does_something()
        => Assert.Contains(Build(saga => saga.Compensation("note", undo => undo.Call<Account>(x => x.Id, _ => new Undo("a")))).Faults, fault => fault.Contains("no step that does anything", StringComparison.Ordinal));

    [Fact]
    public void The_registry_tells_the_faults_of_all_definitions()
    {
        var registry = new SagaRegistry([new(typeof(TripSaga)), new(typeof(TwinSaga)), new(typeof(TargetlessSaga))]);
        Assert.Contains(registry.Faults, fault => fault.Contains("another version 2 of 'trip'", StringComparison.Ordinal));
        Assert.Contains(registry.Faults, fault => fault.Contains("TargetlessSaga", StringComparison.Ordinal) && fault.Contains("'Order' says nowhere", StringComparison.Ordinal));
    }

    [Fact]
    public void A_saga_of_a_version_that_is_gone_or_changed_cannot_be_driven()
    {
        var registry = new SagaRegistry([new(typeof(TripSaga))]);
        var state = new SagaState
        {
            Definition = "trip",
            DefinitionVersion = 2,
            PlanHash = TripSaga.Plan.Hash,
            Input = new JsonText("{}"),
            InputHash = "",
            Status = SagaStatus.Running,
            Direction = SagaDirection.Forward,
            Cursor = 1,
            StartedAt = default,
            UpdatedAt = default,
        };
        Assert.NotNull(registry.Of(state).Blueprint);
        Assert.Equal(SagaErrorCodes.HandlerMissing, registry.Of(state with { DefinitionVersion = 1 }).Why.Code);
        Assert.Equal(SagaErrorCodes.DefinitionChanged, registry.Of(state with { PlanHash = "other" }).Why.Code);
    }

    [Theory]
    [InlineData("""{"amount":7,"id":"a"}""", true)]
    [InlineData("""{"id":"a"}""", false)]
    [InlineData("""{"id":"a","amount":"7"}""", false)]
    [InlineData("""{"id":"a","amount":7,"more":1}""", false)]
    [InlineData("""{"id":null,"amount":7}""", false)]
    [InlineData("null", false)]
    public void An_input_is_read_strictly_and_kept_in_one_form(string json, bool fits)
    {
        var (input, refusal) = SagaInputs.Read(TripSaga.Blueprint, json);
        Assert.Equal(fits ? """{"id":"a","amount":7}""" : "", input);
        Assert.Equal(fits ? null : ErrorCode.InvalidRequest, refusal?.Code);
    }

    [Fact]
    public void An_input_that_makes_no_key_is_refused_before_anything_is_started()
    {
        Assert.Contains("'hotel' no key", SagaInputs.RefuseKeys(TripSaga.Blueprint, "t", """{"id":"a/b","amount":1}""")?.Detail, StringComparison.Ordinal);
        Assert.Null(SagaInputs.RefuseKeys(TripSaga.Blueprint, "t", """{"id":"a","amount":1}"""));
    }

    [Fact]
    public void A_request_id_fits_however_long_the_sagas_id_is()
    {
        var id = new string('x', 512);
        Assert.InRange(SagaKeys.Undo(new string('d', 100), id, new string('s', 100)).Length, 1, 512);
        Assert.NotEqual(SagaKeys.Do("d", id, "s"), SagaKeys.Do("d", id[1..] + "y", "s"));
        Assert.Equal("saga/trip/t-1/hotel/undo", SagaKeys.Undo("trip", "t-1", "hotel"));
    }

    private static void Step(SagaBuilder<Order> saga, string name, Action<SagaStepBuilder<Order>>? configure = null)
        => saga.Compensatable(name, step =>
        {
            step.Do<Account>(x => x.Id, _ => new Do("a", 1)).Undo<Account>(x => x.Id, _ => new Undo("a"));
            configure?.Invoke(step);
        });

    private static SagaBlueprint Build(Action<SagaBuilder<Order>> build)
    {
        var builder = new SagaBuilder<Order>();
        build(builder);
        return builder.ToBlueprint("some", 1);
    }

    [Saga("trip", Version = 2)]
    internal sealed class TwinSaga : SagaDefinition<Order>
    {
        protected override void Build(SagaBuilder<Order> saga) => Step(saga, "a");
    }

    [Saga("targetless")]
    internal sealed class TargetlessSaga : SagaDefinition<Order>
    {
        protected override void Build(SagaBuilder<Order> saga) => saga.Pivot("a", step => step.Do<Order>(x => x.Id, _ => new Do("a", 1)));
    }
}

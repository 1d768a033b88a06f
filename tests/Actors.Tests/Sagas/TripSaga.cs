using Actors.Sagas;

namespace Actors.Tests.Sagas;

/// <summary>Every class of step: a compensation, two compensatable steps, a pivot and two retriable steps.</summary>
[Saga("trip", Version = 2)]
internal sealed class TripSaga : SagaDefinition<Order>
{
    private static readonly SagaRetry Quick = new() { Attempts = 3, First = TimeSpan.FromMilliseconds(1), Max = TimeSpan.FromMilliseconds(1) };
    private static readonly SagaRetry Long = Quick with { Attempts = 7 };

    internal static SagaBlueprint Blueprint { get; } = new TripSaga().ToBlueprint();

    internal static SagaPlan Plan => Blueprint.Plan;

    protected override void Build(SagaBuilder<Order> saga) => saga
        .Compensation("note", undo => undo.Call<Account>(x => x.Id, x => new Undo($"note:{x.Error!.Code}")).Retry(Long))
        .Compensatable("hotel", step => step
            .Do<Account>(x => x.Input.Id, x => new Do("hotel", x.Input.Amount)).Undo<Account>(x => x.Input.Id, _ => new Undo("hotel")).Retry(Quick).RetryUndo(Long))
        .Compensatable("flight", step => step
            .Do<Account>(x => x.Input.Id, x => new Do(x.Result<Ok>("hotel").Step + "+flight", x.Input.Amount)).Undo<Account>(x => x.Input.Id, _ => new Undo("flight")).Retry(Quick).RetryUndo(Long))
        .Pivot("pay", step => step.Do<Account>(x => x.Input.Id, x => new Do("pay", x.Input.Amount)).Retry(Long))
        .Retriable("ticket", step => step.Do<Account>(x => x.Input.Id, _ => new Do("ticket", 1)).Retry(Long))
        .Retriable("mail", step => step.Do<Account>(x => x.Input.Id, _ => new Do("mail", 1)).Retry(Long));
}

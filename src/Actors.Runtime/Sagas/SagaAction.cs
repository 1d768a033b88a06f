namespace Actors.Sagas;

/// <summary>What the driver does next.</summary>
public abstract record SagaAction
{
    private SagaAction()
    {
    }

    /// <summary>Nothing: the saga has ended, is stuck, or waits.</summary>
    public sealed record Rest : SagaAction;

    /// <summary>Calls the step's target.</summary>
    public sealed record Call(SagaAttempt Attempt) : SagaAction;

    /// <summary>Pauses, then goes on to an attempt.</summary>
    public sealed record Pause(TimeSpan For, SagaAttempt Then) : SagaAction;
}

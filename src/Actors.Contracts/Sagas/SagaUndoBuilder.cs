namespace Actors.Sagas;

/// <summary>Says what a <see cref="SagaBuilder{TInput}.Compensation"/> runs when the saga compensates.</summary>
/// <typeparam name="TInput">The saga's input.</typeparam>
public sealed class SagaUndoBuilder<TInput>
    where TInput : class
{
    private readonly SagaStepBuilder<TInput> _step;

    internal SagaUndoBuilder(SagaStepBuilder<TInput> step) => _step = step;

    /// <summary>The command; see <see cref="SagaStepBuilder{TInput}.Undo"/>.</summary>
    /// <typeparam name="TTarget">A class with an attribute that says which kind of record it is, such as an entity.</typeparam>
    public SagaUndoBuilder<TInput> Call<TTarget>(Func<SagaContext<TInput>, string> key, Func<SagaContext<TInput>, object> command)
    {
        _step.Undo<TTarget>(key, command);
        return this;
    }

    /// <summary>How long one attempt is awaited; see <see cref="SagaStepBuilder{TInput}.Timeout"/>. Default: 10 s.</summary>
    public SagaUndoBuilder<TInput> Timeout(TimeSpan timeout)
    {
        _step.Timeout(timeout);
        return this;
    }

    /// <summary>How often it is tried before the saga is stuck. Default: <see cref="SagaRetry.Patient"/>.</summary>
    public SagaUndoBuilder<TInput> Retry(SagaRetry retry)
    {
        _step.RetryUndo(retry);
        return this;
    }
}

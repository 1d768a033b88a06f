namespace Actors.Sagas;

/// <summary>Collects the steps of a definition, in the order in which they run.</summary>
/// <typeparam name="TInput">The saga's input.</typeparam>
public sealed class SagaBuilder<TInput>
    where TInput : class
{
    private readonly List<SagaStepBuilder<TInput>> _steps = [];

    internal SagaBuilder()
    {
    }

    /// <summary>
    /// Adds a step that does nothing on the way forward; when the saga compensates, its undo runs in its place in the reverse order.
    /// </summary>
    public SagaBuilder<TInput> Compensation(string name, Action<SagaUndoBuilder<TInput>> undo)
    {
        ArgumentNullException.ThrowIfNull(undo);
        return Add(name, SagaStepClass.Compensation, step => undo(new SagaUndoBuilder<TInput>(step)));
    }

    /// <summary>Adds a step that can be undone.</summary>
    public SagaBuilder<TInput> Compensatable(string name, Action<SagaStepBuilder<TInput>> step) => Add(name, SagaStepClass.Compensatable, step);

    /// <summary>
    /// Adds the point of no return: once it has been done the saga only goes forward. At most one. While its outcome is unknown it
    /// is asked again, and nothing is undone.
    /// </summary>
    public SagaBuilder<TInput> Pivot(string name, Action<SagaStepBuilder<TInput>> step) => Add(name, SagaStepClass.Pivot, step);

    /// <summary>Adds a step after the pivot: one that can be repeated until it succeeds. When it does not, the saga is stuck, and an operator decides.</summary>
    public SagaBuilder<TInput> Retriable(string name, Action<SagaStepBuilder<TInput>> step) => Add(name, SagaStepClass.Retriable, step);

    internal SagaBlueprint ToBlueprint(string definition, int version)
    {
        var plan = new SagaPlan
        {
            Definition = definition,
            Version = version,
            Hash = SagaPlanHash.Of([.. _steps.Select(step => step.ToPlan())]),
            Steps = [.. _steps.Select(step => step.ToPlan())],
        };
        return new SagaBlueprint(
            plan,
            SagaPlanRules.Explain(plan),
            json => ActorsJson.Write(ActorsJson.Read<TInput>(json)),
            (step, undo, frame) => _steps[step].Command(undo, new SagaContext<TInput>(frame)),
            (step, undo, frame) => _steps[step].Key(undo, new SagaContext<TInput>(frame)));
    }

    private SagaBuilder<TInput> Add(string name, SagaStepClass stepClass, Action<SagaStepBuilder<TInput>> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var step = new SagaStepBuilder<TInput>(name, stepClass);
        configure(step);
        _steps.Add(step);
        return this;
    }
}

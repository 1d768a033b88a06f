namespace Actors.Sagas;

/// <summary>What the lambdas of a definition may read. The same on every attempt of a step.</summary>
/// <typeparam name="TInput">The saga's input.</typeparam>
public sealed class SagaContext<TInput>
    where TInput : class
{
    private readonly SagaFrame _frame;

    internal SagaContext(SagaFrame frame)
    {
        _frame = frame;
        Input = ActorsJson.Read<TInput>(frame.Input);
    }

    /// <summary>The saga's id, unique within its definition.</summary>
    public string Id => _frame.Id;

    /// <summary>What the saga was started with.</summary>
    public TInput Input { get; }

    /// <summary>Why the saga compensates; null on the way forward.</summary>
    public SagaError? Error => _frame.Error;

    /// <summary>Whether the step has been done and its result is kept.</summary>
    public bool HasResult(string step) => _frame.Results.ContainsKey(step);

    /// <summary>The reply of an earlier step.</summary>
    /// <exception cref="InvalidOperationException">The step has not been done.</exception>
    public TResult Result<TResult>(string step) => _frame.Results.TryGetValue(step, out var json)
        ? ActorsJson.Read<TResult>(json)
        : throw new InvalidOperationException($"The step '{step}' has no result: it has not been done, or there is no such step.");
}

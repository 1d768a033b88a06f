using System.Text.Json;
using Actors.Commands;

namespace Actors.Sagas;

/// <summary>Says what a step does, how it is undone, and how often it is tried.</summary>
/// <typeparam name="TInput">The saga's input.</typeparam>
public sealed class SagaStepBuilder<TInput>
    where TInput : class
{
    private readonly string _name;
    private readonly SagaStepClass _class;
    private Handler? _do;
    private Handler? _undo;
    private TimeSpan _timeout = SagaRetry.DefaultTimeout;
    private SagaRetry _retry;
    private SagaRetry _undoRetry = SagaRetry.Patient;

    internal SagaStepBuilder(string name, SagaStepClass stepClass)
    {
        _name = name;
        _class = stepClass;
        _retry = stepClass == SagaStepClass.Compensatable ? SagaRetry.Brief : SagaRetry.Patient;
    }

    /// <summary>The command of the way forward.</summary>
    /// <typeparam name="TTarget">A class with an attribute that says which kind of record it is, such as an entity.</typeparam>
    /// <param name="key">Which of them.</param>
    /// <param name="command">The command, an <see cref="ICommand{TReply}"/>; the same on every attempt.</param>
    public SagaStepBuilder<TInput> Do<TTarget>(Func<SagaContext<TInput>, string> key, Func<SagaContext<TInput>, object> command)
    {
        _do = Handler.Of<TTarget>(key, command);
        return this;
    }

    /// <summary>
    /// The command that undoes the step. It may come although the step was never carried out; the target then takes it as "nothing
    /// to undo", and refuses the step should it still arrive. So it must not need the step's own result.
    /// </summary>
    /// <typeparam name="TTarget">A class with an attribute that says which kind of record it is, such as an entity.</typeparam>
    /// <param name="key">Which of them.</param>
    /// <param name="command">The command, an <see cref="ICommand{TReply}"/>; the same on every attempt.</param>
    public SagaStepBuilder<TInput> Undo<TTarget>(Func<SagaContext<TInput>, string> key, Func<SagaContext<TInput>, object> command)
    {
        _undo = Handler.Of<TTarget>(key, command);
        return this;
    }

    /// <summary>How long one attempt, forward or undo, is awaited before its outcome is unknown. 10 ms to 1 h. Default: 10 s.</summary>
    public SagaStepBuilder<TInput> Timeout(TimeSpan timeout)
    {
        _timeout = timeout;
        return this;
    }

    /// <summary>How often the step is tried. Default: <see cref="SagaRetry.Brief"/> if it is compensatable, else <see cref="SagaRetry.Patient"/>.</summary>
    public SagaStepBuilder<TInput> Retry(SagaRetry retry)
    {
        ArgumentNullException.ThrowIfNull(retry);
        _retry = retry;
        return this;
    }

    /// <summary>How often the undo is tried before the saga is stuck. Default: <see cref="SagaRetry.Patient"/>.</summary>
    public SagaStepBuilder<TInput> RetryUndo(SagaRetry retry)
    {
        ArgumentNullException.ThrowIfNull(retry);
        _undoRetry = retry;
        return this;
    }

    internal SagaPlanStep ToPlan() => new()
    {
        Name = _name,
        Class = _class,
        Do = _do?.Target,
        Undo = _undo?.Target,
        Timeout = _timeout,
        Retry = _retry,
        UndoRetry = _undoRetry,
    };

    internal SagaCommand Command(bool undo, SagaContext<TInput> context)
    {
        var handler = Find(undo);
        var command = handler.Command(context);
        return new SagaCommand(
            handler.Target, handler.Key(context), CommandNames.Of(command.GetType()),
            JsonSerializer.Serialize(command, command.GetType(), ActorsJson.Options));
    }

    internal string Key(bool undo, SagaContext<TInput> context) => Find(undo).Key(context);

    private Handler Find(bool undo) => (undo ? _undo : _do)
        ?? throw new InvalidOperationException($"The step '{_name}' has no {(undo ? "undo" : "command")}.");

    private sealed record Handler(
        string Target, Func<SagaContext<TInput>, string> Key, Func<SagaContext<TInput>, object> Command)
    {
        internal static Handler Of<TTarget>(Func<SagaContext<TInput>, string> key, Func<SagaContext<TInput>, object> command)
        {
            ArgumentNullException.ThrowIfNull(key);
            ArgumentNullException.ThrowIfNull(command);
            return new Handler(TargetAttribute.KindOf(typeof(TTarget)), key, command);
        }
    }
}

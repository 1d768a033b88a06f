using System.Collections.Immutable;

namespace Actors.Sagas;

/// <summary>A definition ready to run: its graph, what is wrong with it, and its handlers.</summary>
public sealed class SagaBlueprint
{
    private readonly Func<string, string> _normalize;
    private readonly Func<int, bool, SagaFrame, SagaCommand> _command;
    private readonly Func<int, bool, SagaFrame, string> _key;

    internal SagaBlueprint(
        SagaPlan plan,
        ImmutableArray<string> faults,
        Func<string, string> normalize,
        Func<int, bool, SagaFrame, SagaCommand> command,
        Func<int, bool, SagaFrame, string> key)
    {
        _key = key;
        Plan = plan;
        Faults = faults;
        _normalize = normalize;
        _command = command;
    }

    /// <summary>The graph.</summary>
    public SagaPlan Plan { get; }

    /// <summary>Everything that is wrong with the definition, a sentence each; empty if it can run.</summary>
    public ImmutableArray<string> Faults { get; }

    /// <summary>Reads an input strictly and writes it in the one form in which equal inputs are equal texts.</summary>
    /// <exception cref="System.Text.Json.JsonException">It does not fit the input's type.</exception>
    public string NormalizeInput(string json) => _normalize(json);

    /// <summary>Makes the command of a step, or of its undo. Throws what the definition's own code throws.</summary>
    public SagaCommand Command(int step, bool undo, SagaFrame frame) => _command(step, undo, frame);

    /// <summary>
    /// The key that a step's command, or its undo's, goes to; false if that cannot be told yet, as it depends on results that the
    /// frame does not have.
    /// </summary>
    public bool TryKey(int step, bool undo, SagaFrame frame, out string? key)
    {
        try
        {
            key = _key(step, undo, frame);
            return true;
        }
        catch (Exception)
        {
            // The definition's own code: whatever it throws without results, it is asked again when they are there.
            key = null;
            return false;
        }
    }
}

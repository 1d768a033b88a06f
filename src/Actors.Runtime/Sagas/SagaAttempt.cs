namespace Actors.Sagas;

/// <summary>One attempt of a step or of its undo.</summary>
/// <param name="Step">The step's index.</param>
/// <param name="Undo">Whether it is the undo.</param>
/// <param name="Number">1 for the first.</param>
/// <param name="InDoubt">Whether an earlier attempt may have been carried out, or may still be under way.</param>
public readonly record struct SagaAttempt(int Step, bool Undo, int Number, bool InDoubt);

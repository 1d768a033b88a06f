namespace Actors.Sagas;

/// <summary>A command that a step has made.</summary>
/// <param name="Kind">The kind of record it goes to, such as "entity/stock".</param>
/// <param name="Key">Which of them.</param>
/// <param name="Name">The command's name in kebab case.</param>
/// <param name="Body">The command as JSON text.</param>
public readonly record struct SagaCommand(string Kind, string Key, string Name, string Body);

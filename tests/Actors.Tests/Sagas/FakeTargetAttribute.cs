using Actors.Commands;

namespace Actors.Tests.Sagas;

/// <summary>Makes a class the target of commands without any pillar behind it.</summary>
internal sealed class FakeTargetAttribute(string name) : TargetAttribute($"fake/{name}");

[FakeTarget("account")]
internal sealed class Account;

internal sealed record Order(string Id, int Amount);

internal sealed record Do(string Step, int Amount) : ICommand<Ok>;

internal sealed record Undo(string Step) : ICommand<Ok>;

internal sealed record Ok(string Step);

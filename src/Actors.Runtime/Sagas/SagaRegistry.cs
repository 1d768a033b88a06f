using System.Collections.Immutable;
using System.Reflection;

namespace Actors.Sagas;

/// <summary>The definitions of this build.</summary>
internal sealed class SagaRegistry
{
    private readonly Dictionary<(string Name, int Version), SagaBlueprint> _blueprints = [];

    public SagaRegistry(IEnumerable<SagaDefinitionType> definitions)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        foreach (var type in definitions.Select(definition => definition.Type).Distinct()) Add(type, faults);
        Faults = faults.ToImmutable();
        Names = [.. _blueprints.Keys.Select(key => key.Name).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>Everything that is wrong with the definitions; a host with any does not start.</summary>
    internal ImmutableArray<string> Faults { get; }

    internal ImmutableArray<string> Names { get; }

    /// <summary>The version that new sagas start with; null if there is no such definition.</summary>
    internal SagaBlueprint? Newest(string definition) => _blueprints.Values
        .Where(blueprint => blueprint.Plan.Definition == definition)
        .MaxBy(blueprint => blueprint.Plan.Version);

    internal SagaBlueprint? Find(string definition, int version) => _blueprints.GetValueOrDefault((definition, version));

    /// <summary>The blueprint that a saga was started with, or why it cannot be driven here.</summary>
    internal (SagaBlueprint? Blueprint, SagaFailure Why) Of(SagaState state)
    {
        if (Find(state.Definition, state.DefinitionVersion) is not { } blueprint)
        {
            return (null, new SagaFailure(
                SagaErrorCodes.HandlerMissing,
                $"This build does not have version {state.DefinitionVersion} of '{state.Definition}'. The saga goes on where it is; deploy a build that has it.",
                MayHaveRun: false, Retryable: true));
        }

        return blueprint.Plan.Hash == state.PlanHash
            ? (blueprint, default)
            : (null, new SagaFailure(
                SagaErrorCodes.DefinitionChanged,
                $"The steps of version {state.DefinitionVersion} of '{state.Definition}' are not those that the saga was started with. Give the changed definition a new version and keep the old one.",
                MayHaveRun: false, Retryable: true));
    }

    private void Add(Type type, ImmutableArray<string>.Builder faults)
    {
        SagaBlueprint blueprint;
        try
        {
            blueprint = ((SagaDefinition)Activator.CreateInstance(type)!).ToBlueprint();
        }
        catch (Exception exception)
        {
            var cause = exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;
            faults.Add($"The saga definition '{type.FullName}' cannot be built: {cause.Message}");
            return;
        }

        faults.AddRange(blueprint.Faults.Select(fault => $"The saga definition '{type.FullName}': {fault}"));
        var (name, version) = (blueprint.Plan.Definition, blueprint.Plan.Version);
        if (!_blueprints.TryAdd((name, version), blueprint))
        {
            faults.Add($"The saga definition '{type.FullName}': there is another version {version} of '{name}'. Every version has one class.");
        }
    }
}

using System.Reflection;

namespace Actors.Sagas;

/// <summary>A definition whose input type is not known at compile time. Derive from <see cref="SagaDefinition{TInput}"/>.</summary>
public abstract class SagaDefinition
{
    private protected SagaDefinition()
    {
    }

    /// <summary>Builds the graph of steps and checks it. Faults are reported in the blueprint, never thrown.</summary>
    public abstract SagaBlueprint ToBlueprint();

    /// <summary>The name of a definition.</summary>
    /// <exception cref="ArgumentException">The class has no <see cref="SagaAttribute"/>.</exception>
    public static string NameOf(Type definition) => AttributeOf(definition).Name;

    private protected static SagaAttribute AttributeOf(Type definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return definition.GetCustomAttribute<SagaAttribute>() ?? throw new ArgumentException(
            $"'{definition.Name}' says nowhere what it is called. Put [Saga(\"place-order\")] on it.", nameof(definition));
    }
}

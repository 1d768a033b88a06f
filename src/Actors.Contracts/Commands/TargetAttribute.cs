namespace Actors.Commands;

/// <summary>Says which kind of record the commands of a class go to. Pillars derive their own attributes from it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class TargetAttribute(string kind) : Attribute
{
    /// <summary>The kind of record, such as "entity/stock".</summary>
    public string Kind { get; } = kind;

    /// <summary>The kind that the commands of <paramref name="target"/> go to.</summary>
    /// <exception cref="ArgumentException">The class has no target attribute.</exception>
    public static string KindOf(Type target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return ((TargetAttribute?)GetCustomAttribute(target, typeof(TargetAttribute)))?.Kind ?? throw new ArgumentException(
            $"'{target.Name}' says nowhere what it is called. Put an attribute such as [Entity(\"stock\")] on it.", nameof(target));
    }
}

namespace Actors.Sagas;

/// <summary>Names a saga definition and says which version of it this class is.</summary>
/// <param name="name">1 to 100 characters of a-z, 0-9 and '-', beginning with a letter.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SagaAttribute(string name) : Attribute
{
    /// <summary>The definition's name, as in <c>/v1/sagas/{definition}</c>.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// The version of its steps, 1 or more. Default: 1. A saga keeps the version that it was started with, so the class of an old
    /// version stays in the build for as long as sagas of it run. New sagas start with the highest.
    /// </summary>
    public int Version { get; set; } = 1;
}

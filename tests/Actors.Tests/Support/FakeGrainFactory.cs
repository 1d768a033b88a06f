using System.Reflection;

namespace Actors.Tests.Support;

/// <summary>A grain factory that knows one grain, by grain id.</summary>
internal class FakeGrainFactory : DispatchProxy
{
    private object _grain = null!;

    internal static IGrainFactory For(object grain)
    {
        var factory = Create<IGrainFactory, FakeGrainFactory>();
        ((FakeGrainFactory)(object)factory)._grain = grain;
        return factory;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => args is [GrainId]
        ? _grain
        : throw new NotSupportedException($"{targetMethod} is not faked.");
}

using System.Reflection;

namespace Actors.Tests.Support;

/// <summary>A grain factory that knows one grain, or one of each kind, by grain id.</summary>
internal class FakeGrainFactory : DispatchProxy
{
    private Func<GrainId, object> _find = null!;

    internal static IGrainFactory For(object grain) => For(_ => grain);

    internal static IGrainFactory For(Func<GrainId, object> find)
    {
        var factory = Create<IGrainFactory, FakeGrainFactory>();
        ((FakeGrainFactory)(object)factory)._find = find;
        return factory;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => args is [GrainId id, ..]
        ? _find(id)
        : throw new NotSupportedException($"{targetMethod} is not faked.");
}

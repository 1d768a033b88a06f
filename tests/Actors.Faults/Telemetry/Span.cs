namespace Actors.Faults.Telemetry;

/// <summary>What the tests look at of a span that a process has sent.</summary>
internal sealed record Span(string Service, string Scope, string TraceId, string SpanId, string ParentId, string Name, IReadOnlyDictionary<string, string> Attributes)
{
    internal bool IsRoot => ParentId.Length == 0;

    public override string ToString() => $"{Service} {Scope} '{Name}' {SpanId} under {(IsRoot ? "nothing" : ParentId)}";
}

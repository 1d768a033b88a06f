using System.Collections.Immutable;
using System.Text.Json;
using Actors.Requests;

namespace Actors.Leaders;

/// <summary>A role's policy as HTTP shows and takes it. What is left out is the default.</summary>
internal sealed record PolicyBody
{
    public string? Selection { get; init; }

    /// <summary>One set of labels, or several, the best first.</summary>
    public JsonElement? PreferredLabels { get; init; }

    public bool? Preemption { get; init; }

    public double? YieldGraceSeconds { get; init; }

    public double? MinTenureSeconds { get; init; }

    public int? Seats { get; init; }

    internal static PolicyBody From(LeaderPolicy policy) => new()
    {
        Selection = JsonNamingPolicy.CamelCase.ConvertName(policy.Selection.ToString()),
        PreferredLabels = JsonSerializer.SerializeToElement(policy.PreferredLabels, ActorsJson.Options),
        Preemption = policy.Preemption,
        YieldGraceSeconds = policy.YieldGrace.TotalSeconds,
        MinTenureSeconds = policy.MinTenure.TotalSeconds,
        Seats = policy.Seats,
    };

    internal LeaderPolicy Read()
    {
        var defaults = LeaderPolicy.Default;
        return new LeaderPolicy
        {
            Selection = ReadSelection(),
            PreferredLabels = ReadLabels(),
            Preemption = Preemption ?? defaults.Preemption,
            YieldGrace = YieldGraceSeconds is { } grace
                ? Seconds.Read("yieldGraceSeconds", grace, LeaderRules.YieldGraceMin, LeaderRules.YieldGraceMax)
                : defaults.YieldGrace,
            MinTenure = MinTenureSeconds is { } tenure
                ? Seconds.Read("minTenureSeconds", tenure, TimeSpan.Zero, LeaderRules.MinTenureMax)
                : defaults.MinTenure,
            Seats = Seats ?? defaults.Seats,
        };
    }

    private LeaderSelection ReadSelection() => Selection switch
    {
        null => LeaderPolicy.Default.Selection,
        "fifo" => LeaderSelection.Fifo,
        "priority" => LeaderSelection.Priority,
        "preferred" => LeaderSelection.Preferred,
        _ => throw RequestHeaders.Refuse($"'selection' is '{Selection}'; it takes 'fifo', 'priority' or 'preferred'."),
    };

    private ImmutableArray<ImmutableSortedDictionary<string, string>> ReadLabels() => PreferredLabels switch
    {
        null or { ValueKind: JsonValueKind.Null } => [],
        { ValueKind: JsonValueKind.Object } one => [ReadSet(one)],
        { ValueKind: JsonValueKind.Array } several => [.. several.EnumerateArray().Select(ReadSet)],
        _ => throw RefuseLabels(),
    };

    private static ImmutableSortedDictionary<string, string> ReadSet(JsonElement set)
        => set.ValueKind == JsonValueKind.Object && set.EnumerateObject().All(label => label.Value.ValueKind == JsonValueKind.String)
            ? set.EnumerateObject().ToImmutableSortedDictionary(label => label.Name, label => label.Value.GetString()!, StringComparer.Ordinal)
            : throw RefuseLabels();

    private static RefusedException RefuseLabels()
        => RequestHeaders.Refuse("'preferredLabels' takes an object of strings, or an array of such objects, the best first.");
}

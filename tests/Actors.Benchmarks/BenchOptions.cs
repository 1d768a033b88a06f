using System.Globalization;
using Actors.Benchmarks.Locking;
using Actors.Benchmarks.Peers;

namespace Actors.Benchmarks;

/// <summary>The command line.</summary>
internal sealed record BenchOptions
{
    internal const string Usage = """
        dotnet run -c Release --project tests/Actors.Benchmarks -- [options]
          --seconds <n>   how long each phase is measured, 1 to 600 (default 4)
          --only <what>   postgres, sqlite or hot (default: all three); or locks, which needs redis-server and etcd too,
                          or some of its lines: lock-pairs, lock-handoffs, lock-renewals
          --no-peers      runs the lines about locks with our side alone, to see where its time goes
          --lean-peer     gives AdoNet System.Text.Json and a sparse table too, which it does not ship with
          --peer-scripts <folder>  sets AdoNet up as its users do, with the scripts in src/AdoNet of a clone of dotnet/orleans
                          (default: leaner ones of ours)
          --node          starts the built silo instead, five times
          --cluster       one silo against three instead, over Redis and PostgreSQL; needs redis-server too
          --steady <n>    three silos under full load for n minutes, 1 to 600, instead; needs redis-server too
        """;

    internal TimeSpan Length { get; private init; } = TimeSpan.FromSeconds(4);

    internal bool Postgres => Only is null or "postgres" or "hot";

    internal bool Sqlite => Only is null or "sqlite" or "hot";

    internal LockWork Locks => Only switch
    {
        "locks" => LockWork.All,
        "lock-pairs" => LockWork.Pairs,
        "lock-handoffs" => LockWork.HandOffs,
        "lock-renewals" => LockWork.Renewals,
        _ => LockWork.None,
    };

    /// <summary>Whether the lines about locks have the other services beside ours.</summary>
    internal bool Peers { get; private init; } = true;

    internal bool Writes => Only is not "hot";

    internal bool Hot => Only is null or "hot";

    internal AdoNetPeer AdoNet { get; private init; } = new(Lean: false, Scripts: null);

    internal bool Node { get; private init; }

    internal bool Cluster { get; private init; }

    /// <summary>How long three silos are put under full load instead of anything else; zero if not.</summary>
    internal TimeSpan Steady { get; private init; }

    private string? Only { get; init; }

    /// <summary>Reads the arguments; null if they are not understood.</summary>
    internal static BenchOptions? Parse(ReadOnlySpan<string> arguments) => arguments switch
    {
        [] => new BenchOptions(),
        ["--no-peers", .. var rest] => Parse(rest) is { } options ? options with { Peers = false } : null,
        ["--lean-peer", .. var rest] => Parse(rest) is { } options ? options with { AdoNet = options.AdoNet with { Lean = true } } : null,
        ["--peer-scripts", var folder, .. var rest] => Parse(rest) is { } options ? options with { AdoNet = options.AdoNet with { Scripts = folder } } : null,
        ["--node", .. var rest] => Parse(rest) is { } options ? options with { Node = true } : null,
        ["--cluster", .. var rest] => Parse(rest) is { } options ? options with { Cluster = true } : null,
        ["--steady", var text, .. var rest] when double.TryParse(text, CultureInfo.InvariantCulture, out var minutes) && minutes is >= 1 and <= 600
            => Parse(rest) is { } options ? options with { Steady = TimeSpan.FromMinutes(minutes) } : null,
        ["--only", "postgres" or "sqlite" or "hot" or "locks" or "lock-pairs" or "lock-handoffs" or "lock-renewals", .. var rest] => Parse(rest) is { } options ? options with { Only = arguments[1] } : null,
        ["--seconds", var text, .. var rest] when double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 600
            => Parse(rest) is { } options ? options with { Length = TimeSpan.FromSeconds(seconds) } : null,
        _ => null,
    };
}

using System.Diagnostics;
using System.Globalization;
using Actors.Storage;
using Actors.Storage.Sqlite;

namespace Actors.Tests.Storage;

/// <summary>Kills a process that commits, at moments of no one's choosing, and reads what it left.</summary>
public sealed class SqliteCrashTests : IDisposable
{
    private const int Kills = 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("actors-crash-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder, "actors.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task After_a_kill_every_acknowledged_unit_is_there_whole_and_no_half_of_one()
    {
        var acknowledged = new long[CrashWriter.Keys];
        var random = new Random(20);
        for (var kill = 0; kill < Kills; kill++)
        {
            await WriteUntilKilledAsync(acknowledged, random.Next(1, 400));
            await CheckAsync(acknowledged);
        }

        Assert.All(acknowledged, version => Assert.True(version > Kills, "The writers got on between the kills."));
    }

    private async Task WriteUntilKilledAsync(long[] acknowledged, int lines)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        start.ArgumentList.Add(CrashWriter.Argument);
        start.ArgumentList.Add(File);
        using var process = Process.Start(start)!;
        for (var read = 0; await process.StandardOutput.ReadLineAsync(Cancel) is { } line; read++)
        {
            // What was in the pipe at the kill was acknowledged too; a last line that is cut tells less than was.
            if (line.Split(' ') is [var key, { Length: > 0 } version]) Note(acknowledged, key, version);
            if (read == lines) process.Kill();
        }

        await process.WaitForExitAsync(Cancel);
    }

    private static void Note(long[] acknowledged, string key, string version)
    {
        ref var known = ref acknowledged[int.Parse(key, CultureInfo.InvariantCulture)];
        known = Math.Max(known, long.Parse(version, CultureInfo.InvariantCulture));
    }

    private async Task CheckAsync(long[] acknowledged)
    {
        await using var database = new SqliteDatabase(new SqliteStorageOptions { Path = File }, TimeProvider.System);
        await database.MigrateAsync(SlotRange.All, Cancel);
        await CrashCheck.HoldsAsync(database, acknowledged, Cancel);
    }
}

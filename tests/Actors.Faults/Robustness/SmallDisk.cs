namespace Actors.Faults.Robustness;

/// <summary>A file system of its own, small enough to be filled. Only root can make one.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int Megabytes = 1024;

    private SmallDisk(string folder) => Folder = folder;

    /// <summary>One whose files are in memory.</summary>
    internal static async Task<SmallDisk> InMemoryAsync(int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("actors-disk-").FullName;
        await TestNetwork.RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder);
        return new SmallDisk(folder);
    }

    internal string Folder { get; }

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <summary>One whose files are durable, as far as the scratch folder's are.</summary>
    internal static async Task<SmallDisk> CreateAsync(string scratch)
    {
        var image = Path.Combine(scratch, "disk.img");
        var folder = Directory.CreateDirectory(Path.Combine(scratch, "disk")).FullName;
        using (var file = File.Create(image)) file.SetLength(Megabytes * 1024L * 1024L);
        await TestNetwork.RunAsync("mkfs.ext4", "-q", "-m", "0", image);
        await TestNetwork.RunAsync("mount", "-o", "loop", image, folder);
        return new SmallDisk(folder);
    }

    /// <summary>Leaves no room, not for a page.</summary>
    internal void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var zeros = new byte[1024 * 1024];
        foreach (var piece in new[] { zeros.Length, 4096 })
        {
            try
            {
                while (true) file.Write(zeros, 0, piece);
            }
            catch (IOException)
            {
                // Full for pieces of this size: that is what was wanted.
            }
        }
    }

    internal void Free() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        await TestNetwork.RunAsync("umount", Folder);
        Directory.Delete(Folder);
    }
}

using System.Diagnostics;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Faults;

/// <summary>
/// A real file system of a few megabytes: ext4 in a file, mounted over a loop device. It becomes full when it is full, and read-only as the kernel makes it when a disk fails. Only root may mount; others need
/// <c>sudo</c>, as for the installation of the test tools.
/// </summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SmallDisk() { }

    /// <summary>Where it is mounted.</summary>
    public string Path => _folder["disk"];

    public long FreeBytes => new DriveInfo(Path).AvailableFreeSpace;

    private string Image => _folder["image"];

    private string Filler => System.IO.Path.Combine(Path, "filler");

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var disk = new SmallDisk();
        await using (var image = File.Create(disk.Image)) image.SetLength((long)megabytes << 20);
        // No blocks are set aside for root: full is full for everybody.
        await RunAsync("/sbin/mkfs.ext4", "-q", "-F", "-m", "0", disk.Image);
        Directory.CreateDirectory(disk.Path);
        await disk.MountAsync();
        return disk;
    }

    /// <summary>Takes every block that is left, and proves that the system says so.</summary>
    public void Fill()
    {
        var block = new byte[4096];
        var refused = Should.Throw<IOException>(() =>
        {
            using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
            while (true) filler.Write(block);
        });
        refused.HResult.ShouldBe(28, "ENOSPC of errno(3)");
        FreeBytes.ShouldBeLessThan(block.Length);
    }

    /// <summary>Somebody came and made room.</summary>
    public void MakeRoom() => File.Delete(Filler);

    /// <summary>The kernel finds an error and lets nobody write any more, whoever has files open.</summary>
    public async Task TurnReadOnlyAsync()
    {
        var device = (await RunAsync("findmnt", "-no", "SOURCE", Path)).Trim();
        await RunAsync("sh", "-c", $"echo 1 > /sys/fs/ext4/{System.IO.Path.GetFileName(device)}/trigger_fs_error");
        Should.Throw<IOException>(() => File.WriteAllText(System.IO.Path.Combine(Path, "probe"), "x")).HResult.ShouldBe(30, "EROFS of errno(3)");
    }

    /// <summary>Somebody came, checked the file system and mounted it again. Nobody may have files open.</summary>
    public async Task RepairAsync()
    {
        await RunAsync("umount", Path);
        // 1 says that errors were corrected (fsck(8)).
        await RunAsync("sh", "-c", $"/sbin/e2fsck -f -y {Image} >/dev/null 2>&1; test $? -le 1");
        await MountAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "--lazy", Path);
        _folder.Dispose();
    }

    private Task MountAsync() => RunAsync("mount", "-o", "loop,errors=remount-ro", Image, Path);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        string[] command = Environment.UserName == "root" ? [program, .. arguments] : ["sudo", "-n", program, .. arguments];
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{string.Join(' ', command)}: {await errors}");
        return output;
    }
}

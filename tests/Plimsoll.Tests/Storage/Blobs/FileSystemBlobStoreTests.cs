using System.Diagnostics;
using System.Globalization;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Tests.Storage.Blobs;

public sealed class FileSystemBlobStoreTests : LocalBlobStoreContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FileSystemBlobStore _store;

    public FileSystemBlobStoreTests() => _store = FileSystemBlobStore.Open(_directory.File("blobs"));

    protected override IBlobStore Store => _store;

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Makes_all_its_directories_at_the_start() => Directory.GetDirectories(_directory.File("blobs")).Length.ShouldBe(256);

    [Fact]
    public async Task Finds_again_what_an_earlier_process_wrote()
    {
        var key = await WriteAsync([1, 2, 3], null);
        _store.Dispose();
        using var again = FileSystemBlobStore.Open(_directory.File("blobs"));
        await using var reader = await again.OpenAsync(key, default);
        reader!.Length.ShouldBe(3);
    }

    [Fact]
    public async Task Lists_only_what_has_the_name_of_a_key()
    {
        File.WriteAllText(_directory.File("blobs/00/README"), "");
        File.WriteAllText(_directory.File("blobs/.lock"), "");
        (await _store.ListAsync(default).ToListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Holds_no_reserve_on_the_disk_when_a_write_is_given_up()
    {
        var key = NewKey();
        await using (var writer = await _store.CreateAsync(key, 32 << 20, default)) await writer.WriteAsync(new byte[] { 1 }, default);
        using var du = Process.Start(new ProcessStartInfo("du", ["-k", _directory.File("blobs/" + key.Value)]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var kilobytes = int.Parse((await du.StandardOutput.ReadToEndAsync()).Split('\t')[0], CultureInfo.InvariantCulture);
        kilobytes.ShouldBeLessThanOrEqualTo(64);
    }

    [Fact]
    public async Task Says_so_when_the_disk_has_no_room()
    {
        var key = NewKey();
        var room = new DriveInfo(_directory.Path).TotalSize;
        await Should.ThrowAsync<IOException>(async () => await _store.CreateAsync(key, 4 * room, default));
        // The refusal left nothing behind.
        (await _store.OpenAsync(key, default)).ShouldBeNull();
        await (await _store.CreateAsync(key, 10, default)).DisposeAsync();
    }
}

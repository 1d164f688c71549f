using Plimsoll.Storage.Blobs;

namespace Plimsoll.Tests.Storage.Blobs;

public sealed class FileSystemObjectStoreTests : ObjectStoreContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public FileSystemObjectStoreTests() => Store = FileSystemObjectStore.Open(_directory.File("beside"));

    protected override IObjectStore Store { get; }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Takes_no_notice_of_a_file_that_was_being_written_when_the_power_went()
    {
        await Store.PutAsync("journal/1", new byte[3], default);
        await File.WriteAllBytesAsync(_directory.File("beside/journal/2.new"), new byte[1], TestContext.Current.CancellationToken);

        (await Store.ListAsync("", default).ToListAsync()).ShouldBe([("journal/1", 3)]);
    }
}

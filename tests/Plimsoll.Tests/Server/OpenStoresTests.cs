using Plimsoll.Server;
using Plimsoll.Server.Configuration;
using Plimsoll.Tests.Storage;
using Plimsoll.Tests.Storage.Transfer;

namespace Plimsoll.Tests.Server;

public sealed class OpenStoresTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private ServerOptions Options => new() { Data = _directory.File("data") };

    private string Database => OpenStores.DatabaseFile(Options)!;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_database_that_a_refused_start_left_behind_gives_way()
    {
        await new SampleStore(Options.Data).DisposeAsync();

        await OpenStores.MakeWayAsync(Options, TimeProvider.System, default);

        Directory.GetFiles(Options.Data, "plimsoll.db*").ShouldBeEmpty();
    }

    [Fact]
    public async Task One_with_content_is_not_overwritten()
    {
        await using (var store = new SampleStore(Options.Data)) await store.PushImageAsync("one");

        (await Should.ThrowAsync<IOException>(OpenStores.MakeWayAsync(Options, TimeProvider.System, default))).Message.ShouldContain("nothing is overwritten");

        File.Exists(Database).ShouldBeTrue();
    }

    [Fact]
    public async Task Neither_is_a_file_that_nobody_can_read()
    {
        Directory.CreateDirectory(Options.Data);
        await File.WriteAllTextAsync(Database, new string('x', 5000), TestContext.Current.CancellationToken);

        (await Should.ThrowAsync<IOException>(OpenStores.MakeWayAsync(Options, TimeProvider.System, default))).Message.ShouldContain("nothing is overwritten");

        File.Exists(Database).ShouldBeTrue();
    }
}

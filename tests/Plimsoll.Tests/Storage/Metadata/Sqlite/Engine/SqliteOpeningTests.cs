using Plimsoll.Storage.Metadata.Sqlite;

namespace Plimsoll.Tests.Storage.Metadata.Sqlite.Engine;

public sealed class SqliteOpeningTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Names_a_file_that_is_no_database_and_what_to_do()
    {
        var file = _directory.File("plimsoll.db");
        await File.WriteAllTextAsync(file, new string('x', 5000), TestContext.Current.CancellationToken);

        foreach (var open in new Action[] { () => SqliteMetadataStore.OpenExisting(file, TimeProvider.System), () => SqliteMetadataStore.Open(file, TimeProvider.System) })
        {
            var message = Should.Throw<IOException>(open).Message;
            message.ShouldStartWith(file);
            message.ShouldContain("'plimsoll rebuild'");
            message.ShouldContain("'plimsoll restore --from DIR'");
            message.ShouldNotContain("PRAGMA");
        }
    }

    [Fact]
    public void Names_a_file_that_cannot_be_written()
    {
        var file = _directory.File("no/such/folder/plimsoll.db");

        var message = Should.Throw<IOException>(() => SqliteMetadataStore.OpenExisting(file, TimeProvider.System)).Message;

        message.ShouldStartWith(file);
        message.ShouldContain("read-only");
    }
}

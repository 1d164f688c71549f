using Plimsoll.Cli;
using Plimsoll.Tests.Storage;
using Plimsoll.Tests.Storage.Transfer;

namespace Plimsoll.Tests.Cli;

public sealed class BackupCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("data", ExitCode.Usage)]
    [InlineData("data/backups/plimsoll", ExitCode.Usage)]
    [InlineData("data2/../data/backups", ExitCode.Usage)]
    [InlineData("data-backups", ExitCode.Ok)]
    public async Task Refuses_a_folder_that_goes_when_the_data_goes(string to, int code)
    {
        await new SampleStore(_directory.File("data")).DisposeAsync();
        var (output, error) = (new StringWriter(), new StringWriter());

        (await CommandLine.RunAsync(["backup", "--data", _directory.File("data"), "--to", _directory.File(to)], output, error)).ShouldBe(code, error.ToString());

        error.ToString().Contains("in the data folder").ShouldBe(code == ExitCode.Usage);
    }
}

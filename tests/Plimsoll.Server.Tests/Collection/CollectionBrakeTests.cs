using Plimsoll.Cli;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Collection;

/// <summary>A run that would delete much, as the command line tells of it.</summary>
public sealed class CollectionBrakeTests(CollectionFixture registry) : IClassFixture<CollectionFixture>
{
    /// <summary>More than a run deletes without being asked.</summary>
    private const int Many = 101;

    [Fact]
    public async Task The_brake_is_told_once_with_the_command_that_confirms()
    {
        var repository = RepositoryOnWire.New(registry.Wire, "brake");
        for (var i = 0; i < Many; i++)
        {
            var config = await repository.PushAsync(ImageBuilder.Config(more: $",\"comment\":\"{ImageBuilder.Unique()}\""));
            await repository.PutAsync(ImageBuilder.Image(config.Descriptor, []));
        }
        await CollectionFixture.OutliveAsync();

        (await RunAsync("gc", "run", "--dry-run")).Output.ShouldEndWith("\nplimsoll gc run --confirm\n");
        var (code, output, error) = await RunAsync("gc", "run");

        code.ShouldBe(ExitCode.Operational);
        (output + error).Split("the run would delete more than").Length.ShouldBe(2);
        error.ShouldEndWith(": plimsoll gc run --confirm\n");
        (await RunAsync("gc", "run", "--confirm")).Output.ShouldStartWith($"{Many} manifests ");
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync([.. args, "--server", registry.Address, "--user", "admin", "--password", registry.Password], output, error);
        return (code, output.ToString(), error.ToString());
    }
}

using System.Net;
using Plimsoll.Cli;
using Plimsoll.Client;
using Plimsoll.Core;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Tests.Cli;

public sealed class FailureTests
{
    private static readonly Uri Address = new("https://registry.example.com/v2/");

    [Theory]
    [InlineData(HttpStatusCode.NotFound, ExitCode.NotFound)]
    [InlineData(HttpStatusCode.Unauthorized, ExitCode.Operational)]
    [InlineData(HttpStatusCode.Forbidden, ExitCode.Operational)]
    [InlineData(HttpStatusCode.BadGateway, ExitCode.Operational)]
    public void Turns_the_status_of_a_registry_into_a_code(HttpStatusCode status, int code) => Failure.Of(new RegistryException("GET", Address, status)).Code.ShouldBe(code);

    [Fact]
    public void Tells_wrong_bytes_from_all_other_failures() =>
        Failure.Of(new ContentMismatchException(Digest.EmptyJson, "other bytes")).Code.ShouldBe(ExitCode.VerificationFailed);

    [Fact]
    public void Treats_an_unreadable_reference_as_usage() => Failure.Of(new FormatException("no reference")).ShouldBe(new Failure(ExitCode.Usage, "no reference"));

    [Fact]
    public void Ends_what_the_system_says_before_the_next_step() =>
        Failure.Of(new OptionsException("config", "/none", "the file cannot be read: Could not find file '/none'.")).Message.ShouldEndWith("Could not find file '/none'; see 'plimsoll help serve'");

    [Fact]
    public void Names_the_type_of_what_nobody_foresaw() => Failure.Of(new InvalidOperationException("odd")).Message.ShouldBe("unexpected InvalidOperationException: odd");
}

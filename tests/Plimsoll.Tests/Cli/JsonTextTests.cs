using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;

namespace Plimsoll.Tests.Cli;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("2026-11-22T00:56:03.3986065+00:00", "2026-11-22T00:56:03Z")]
    [InlineData("2026-11-22T01:55:18.75175+01:00", "2026-11-22T00:55:18Z")]
    public void Writes_a_time_to_the_second_whatever_the_server_knows(string sent, string shown) => JsonNode.Parse($$"""{"at":"{{sent}}"}""")!.Second("at").ShouldBe(shown);

    [Fact]
    public void Writes_nothing_for_no_time() => new JsonObject().Second("at").ShouldBe("");
}

using System.Text;
using Plimsoll.Server.Tests.Auth;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Api;

/// <summary>What the API says of a request that it cannot read: in its own words, with the name of what is wrong.</summary>
public sealed class UnreadableRequestTests(AccountsOnServer server) : IClassFixture<AccountsOnServer>
{
    [Theory]
    [InlineData("/api/v1/users?n=many", "n cannot be \"many\": a whole number is expected")]
    [InlineData("/api/v1/events?since=yesterday", "since cannot be \"yesterday\": a time as 2026-01-31T12:00:00Z is expected")]
    [InlineData("/api/v1/tags", "the parameter repository is missing")]
    public async Task Names_the_parameter(string path, string detail) => Detail(await server.Admin.GetAsync(path), 400).ShouldBe(detail);

    [Theory]
    [InlineData("{", "$")]
    [InlineData("""{"name":5}""", "$.name")]
    [InlineData("""{"name":"a","name":"b"}""", "$.name")]
    public async Task Names_the_place_in_the_body(string body, string place)
    {
        var detail = Detail(await SendAsync(body, "application/json"), 400);

        detail.ShouldStartWith("the body is not the JSON that is expected here");
        if (place != "$") detail.ShouldContain(place);
        detail.ShouldNotContain("Wish");
    }

    [Fact]
    public async Task Asks_for_a_body() => Detail(await server.Admin.PostAsync("/api/v1/users", [], ("Content-Type", "application/json")), 400).ShouldStartWith("a JSON object is expected as the body");

    [Fact]
    public async Task Names_the_type_that_it_reads() => Detail(await SendAsync("name=x", "text/plain"), 415).ShouldBe("send it as application/json, not as text/plain");

    private Task<Answer> SendAsync(string body, string type) => server.Admin.PostAsync("/api/v1/users", Encoding.UTF8.GetBytes(body), ("Content-Type", type));

    private static string Detail(Answer answer, int status) => answer.Expect(status).Json.GetProperty("detail").GetString()!;
}

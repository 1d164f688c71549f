using System.Net.Http.Headers;
using Plimsoll.Client.Auth;

namespace Plimsoll.Tests.Client.Auth;

public sealed class ChallengeTests
{
    [Fact]
    public void Reads_quoted_values_with_commas_and_escapes()
    {
        var challenge = Challenge.Of(AuthenticationHeaderValue.Parse("""Bearer realm="https://auth.example.com/token",service="a \"b\"",scope="repository:shop/api:pull,push" , error=invalid_token"""));

        challenge.Scheme.ShouldBe("bearer");
        challenge["realm"].ShouldBe("https://auth.example.com/token");
        challenge["service"].ShouldBe("a \"b\"");
        challenge["scope"].ShouldBe("repository:shop/api:pull,push");
        challenge["error"].ShouldBe("invalid_token");
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer realm")]
    [InlineData("Bearer realm=\"")]
    [InlineData("Bearer realm=\"x\\")]
    [InlineData("Bearer ,,,=,=")]
    public void Makes_nothing_of_nonsense_and_survives_it(string header)
    {
        if (AuthenticationHeaderValue.TryParse(header, out var value)) Challenge.Of(value)["service"].ShouldBeNull();
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Plimsoll.Server.Tests.Fixtures;

/// <summary>One answer of the registry, read to its end.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">Headers of the answer.</param>
/// <param name="ContentHeaders">Headers of its body.</param>
/// <param name="Body">The body.</param>
public sealed record Answer(int Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, byte[] Body)
{
    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Location, as it was sent; it must be there.</summary>
    public string Location => this["Location"] ?? throw new InvalidOperationException($"no Location in an answer {Status}: {Text}");

    /// <summary>All lines of a header joined by commas, or null.</summary>
    public string? this[string header] =>
        Headers.NonValidated.TryGetValues(header, out var values) || ContentHeaders.NonValidated.TryGetValues(header, out values) ? string.Join(", ", values) : null;

    /// <summary>The body as JSON.</summary>
    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
    }

    /// <summary>The code of the first error in the body.</summary>
    public string? ErrorCode => Body.Length > 0 && Json.TryGetProperty("errors", out var errors) ? errors[0].GetProperty("code").GetString() : null;

    /// <summary>Checks the status and shows the body when it is another one.</summary>
    public Answer Expect(params int[] statuses)
    {
        statuses.ShouldContain(Status, $"the answer was {Status} {Text}");
        return this;
    }

    /// <summary>Checks for a refusal with a status and a code, whose body follows the distribution-spec ("Error Codes").</summary>
    public Answer ExpectError(int status, string code)
    {
        Expect(status);
        ContentHeaders.ContentType!.ToString().ShouldBe("application/json");
        var errors = Json.GetProperty("errors");
        errors.GetArrayLength().ShouldBeGreaterThan(0);
        foreach (var error in errors.EnumerateArray())
        {
            error.GetProperty("code").GetString().ShouldBe(code, error.ToString());
            error.GetProperty("message").GetString().ShouldNotBeNullOrWhiteSpace();
        }
        return this;
    }
}

using System.Text.RegularExpressions;
using Plimsoll.Core;
using static Plimsoll.Client.Conformance.SpecificationText;

namespace Plimsoll.Client.Conformance.Checks;

/// <summary>What clients show to people when something is refused.</summary>
internal static class ErrorChecks
{
    private const string Area = "Errors";

    private static readonly SpecificationText Format = Distribution("Error Codes", "A 4XX response code from the registry MAY return a body in any format. If the response body is in JSON format, it MUST have the format {\"errors\": [{\"code\", \"message\", \"detail\"}]}. The code field MUST be a unique identifier, containing only uppercase alphabetic characters and underscores.");
    private static readonly SpecificationText Codes = Distribution("Error Codes", "The code field MUST be one of the following: … BLOB_UNKNOWN: blob unknown to registry; MANIFEST_UNKNOWN: manifest unknown to registry; NAME_UNKNOWN: repository name not known to registry; NAME_INVALID: invalid repository name; DIGEST_INVALID: provided digest did not match uploaded content.");

    public static IEnumerable<ConformanceCheck> All =>
    [
        new("error-format", Area, CheckLevel.Must, "Errors in JSON have the form that clients read", Format, async probe =>
        {
            await probe.HaveImageAsync();
            var reply = (await probe.GetAsync(probe.Path("manifests/no-such-tag"))).Expect(404);
            if (reply["Content-Type"]?.Contains("json", StringComparison.OrdinalIgnoreCase) != true) throw new CheckNotOfferedException("Errors are not JSON, as they may be.");
            foreach (var error in reply.Json.GetProperty("errors").EnumerateArray())
            {
                if (!Regex.IsMatch(error.GetProperty("code").GetString() ?? "", "^[A-Z_]+$")) throw new CheckFailedException($"The code '{error.GetProperty("code")}' has other characters than capitals and underscores.");
            }
        }),
        Code("error-manifest-unknown", "An unknown manifest is MANIFEST_UNKNOWN", async probe => (await probe.GetAsync(probe.Path("manifests/no-such-tag"))).Expect(404).WithError("MANIFEST_UNKNOWN")),
        Code("error-blob-unknown", "An unknown blob is BLOB_UNKNOWN", async probe => (await probe.GetAsync(probe.Path("blobs/" + Digest.Of("nobody"u8)))).Expect(404).WithError("BLOB_UNKNOWN")),
        Code("error-name-unknown", "The tags of an unknown repository are NAME_UNKNOWN", async probe => (await probe.GetAsync($"/v2/{probe.Repository}/never/tags/list")).Expect(404).WithError("NAME_UNKNOWN")),
        Code("error-digest-invalid", "A wrong digest is DIGEST_INVALID", async probe =>
            (await probe.SendAsync("PUT", probe.Closing(await probe.StartAsync(), Digest.Of("else"u8).Value), Probe.Bytes(50))).Expect(400).WithError("DIGEST_INVALID")),
        Code("error-name-invalid", "A name that is none is refused", async probe => (await probe.GetAsync($"/v2/{probe.Repository}/UPPER/tags/list")).Expect(400, 404)),
        new("error-head", Area, CheckLevel.Must, "An error of HEAD has no body", new SpecificationText("RFC 9110, section 9.3.2", "https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2", "The HEAD method is identical to GET except that the server MUST NOT send content in the response."), async probe =>
            (await probe.HeadAsync(probe.Path("manifests/no-such-tag"))).Expect(404).WithBody([])),
    ];

    private static ConformanceCheck Code(string id, string name, Func<Probe, Task> run) => new(id, Area, CheckLevel.Should, name, Codes, async probe =>
    {
        await probe.HaveBlobAsync(Probe.Bytes(8));
        await run(probe);
    });
}

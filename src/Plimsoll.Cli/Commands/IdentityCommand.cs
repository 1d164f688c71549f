using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Cli.Trust;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll identity</c>: names for those who sign, on a server.</summary>
internal static class IdentityCommand
{
    public static Command Create()
    {
        var command = new Command("identity", "Give those who sign a name, so that pages and policies speak of the release team.");
        var api = new ApiOptions(command);
        var name = new Argument<string>("NAME") { Description = "Lower-case letters, digits and dashes" };
        var subject = new Option<string?>("--certificate-identity") { Description = "Who signs, as their certificates name them", HelpName = "IDENTITY" };
        var subjectPattern = new Option<string?>("--certificate-identity-regexp") { Description = "Regular expression that the whole identity must match", HelpName = "REGEX" };
        var issuer = new Option<string?>("--certificate-oidc-issuer") { Description = "OpenID issuer of the identity", HelpName = "URL" };
        var issuerPattern = new Option<string?>("--certificate-oidc-issuer-regexp") { Description = "Regular expression that the whole issuer must match", HelpName = "REGEX" };
        var key = new Option<string?>("--key") { Description = "Public key, PEM", HelpName = "FILE" };
        var certificate = new Option<string[]>("--certificate") { Description = "Certificate of a signer or an authority (Notary Project), PEM; may be repeated", HelpName = "FILE" };
        var timestamps = new Option<string[]>("--timestamp-authority") { Description = "Certificate of an authority for time stamps, PEM; may be repeated", HelpName = "FILE" };
        var x509Subject = new Option<string?>("--x509-subject") { Description = "Distinguished name that the signer must have, such as 'C=US, ST=WA, O=example'", HelpName = "NAME" };
        Option[] options = [subject, subjectPattern, issuer, issuerPattern, key, certificate, timestamps, x509Subject];
        command.Add(ApiVerb.Create("set", "Set an identity. All signatures are looked at again.", "plimsoll identity set release-team --key cosign.pub", api, async v =>
        {
            var document = new JsonObject();
            foreach (var (field, option) in new[] { ("subject", subject), ("subjectPattern", subjectPattern), ("issuer", issuer), ("issuerPattern", issuerPattern), ("x509Subject", x509Subject) })
            {
                if (v.Get(option) is { } text) document[field] = text;
            }
            if (v.Get(key) is { } file) document["key"] = await ReadAsync(file);
            if (v.Get(certificate) is { Length: > 0 } certificates) document["certificates"] = await ReadAsync(certificates);
            if (v.Get(timestamps) is { Length: > 0 } authorities) document["timestampAuthorities"] = await ReadAsync(authorities);
            var put = await v.SendAsync(HttpMethod.Put, "identities/" + ApiVerb.Part(v.Get(name)), document);
            await v.PrintAsync(put, $"{v.Get(name)} is set. Signatures are being looked at again.\nplimsoll identity list");
        }, [name, .. options]));
        command.Add(ApiVerb.Create("list", "List the identities.", "plimsoll identity list", api, v => v.PrintListAsync("identities", ["NAME", "WHO", "BY", "CHANGED"], identity => [identity.Text("name"), Who(identity["document"]!.AsObject()), identity.Text("changedBy"), identity.Day("changedAt")])));
        command.Add(ApiVerb.Create("remove", "Remove an identity.", "plimsoll identity remove release-team", api, async v =>
        {
            await v.SendAsync(HttpMethod.Delete, "identities/" + ApiVerb.Part(v.Get(name)));
            await v.PrintAsync(null, $"{v.Get(name)} is removed.");
        }, name));
        return command;
    }

    private static string Who(JsonObject document)
    {
        if (document.ContainsKey("key")) return "a key";
        if (document["certificates"] is JsonArray certificates) return $"{certificates.Count} certificates{(document["x509Subject"] is { } subject ? $", {subject}" : "")}";
        return $"{document["subject"] ?? document["subjectPattern"]} by {document["issuer"] ?? document["issuerPattern"]}";
    }

    private static async Task<string> ReadAsync(string path) => System.Text.Encoding.UTF8.GetString(await SignerOptions.ReadAsync(path, CancellationToken.None));

    private static async Task<JsonArray> ReadAsync(string[] paths)
    {
        var texts = new JsonArray();
        foreach (var path in paths) texts.Add((JsonNode)JsonValue.Create(await ReadAsync(path))!);
        return texts;
    }
}

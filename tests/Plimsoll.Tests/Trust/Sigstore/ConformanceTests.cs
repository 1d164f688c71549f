using Plimsoll.Cli;

namespace Plimsoll.Tests.Trust.Sigstore;

/// <summary>The cases of the Sigstore conformance suite, through the command line that the suite calls.</summary>
public sealed class ConformanceTests
{
    private const string Folder = "sigstore-conformance/bundle-verify";
    private const string Identity = "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
    private const string Issuer = "https://token.actions.githubusercontent.com";

    public static TheoryData<string> Cases => [.. Directory.EnumerateDirectories(TrustVectors.PathOf(Folder)).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    /// <summary>What each refusal is about: a case that is refused for another reason would prove nothing.</summary>
    private static readonly Dictionary<string, string> Reasons = new()
    {
        ["bundle-empty-certificate-chain_fail"] = "",
        ["bundle-from-wrong-instance_fail"] = "no transparency log that is trusted",
        ["bundle-invalid-base64-signature_fail"] = "not valid base64",
        ["bundle-malformed-json_fail"] = "not valid JSON",
        ["bundle-unknown-version_fail"] = "unknown type",
        ["bundle-with-root-cert_fail"] = "",
        ["checkpoint-bad-keyhint_fail"] = "checkpoint is not signed by the log",
        ["checkpoint-wrong-roothash_fail"] = "another state of the log",
        ["dsse-invalid-sig_fail"] = "not one of this key over this envelope",
        ["dsse-mismatch-envelope_fail"] = "log entry is of another",
        ["dsse-mismatch-sig_fail"] = "log entry is of another signature",
        ["incorrect-public-key_fail"] = "",
        ["intoto-missing-inclusion-proof_fail"] = "no proof of inclusion",
        ["intoto-set-outside-signing-cert-validity_fail"] = "the signature was made at",
        ["intoto-tsa-timestamp-outside-cert-validity_fail"] = "the signature was made at",
        ["invalid-checkpoint-signature_fail"] = "checkpoint is not signed by the log",
        ["invalid-ct-key_fail"] = "SCT",
        ["invalid-inclusion-proof_fail"] = "",
        ["message-digest-mismatch_fail"] = "another digest",
        ["rekor2-checkpoint-missing-log-signature_fail"] = "",
        ["rekor2-checkpoint-missing-root-hash_fail"] = "does not say its name, its size and its root",
        ["rekor2-checkpoint-no-matching-signature_fail"] = "checkpoint is of the log",
        ["rekor2-dsse-invalid-sig_fail"] = "not one of this key over this envelope",
        ["rekor2-dsse-mismatch-envelope_fail"] = "log entry is of another",
        ["rekor2-dsse-mismatch-sig_fail"] = "log entry is of another signature",
        ["rekor2-no-inclusion-proof_fail"] = "no proof of inclusion",
        ["rekor2-timestamp-outside-trust-root-tsa-validity_fail"] = "authority is not trusted",
        ["rekor2-timestamp-outside-tsa-cert-validity_fail"] = "authority that is not trusted",
        ["rekor2-timestamp-payload-mismatch_fail"] = "time stamp is of another signature",
        ["rekor2-timestamp-untrusted-tsa-with-embedded-cert_fail"] = "nothing proves when",
        ["rekor2-timestamp-untrusted-tsa-without-embedded-cert_fail"] = "nothing proves when",
        ["rekor2-timestamp-with-incorrect-time_fail"] = "the signature was made at",
        ["set-invalid-signature_fail"] = "promise of inclusion",
        ["signature-mismatch_fail"] = "",
        ["trust-root-tlog-missing-validity-start_fail"] = "start is missing",
        ["wrong-hashedrekord-artifact_fail"] = "",
        ["wrong-hashedrekord-cert-and-sig_fail"] = "",
        ["wrong-hashedrekord-entry_fail"] = "",
        ["wrong-material_fail"] = "another digest",
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Gives_the_result_that_the_name_says(string name)
    {
        var (code, output, error) = await VerifyAsync(name);

        if (Reasons.TryGetValue(name, out var reason))
        {
            code.ShouldBe(ExitCode.VerificationFailed, output + error);
            error.ShouldStartWith("plimsoll: refused: ");
            error.ShouldContain(reason);
        }
        else
        {
            name.ShouldNotEndWith("_fail");
            code.ShouldBe(ExitCode.Ok, error);
            output.ShouldStartWith("Verified: signed by ");
        }
    }

    internal static async Task<(int Code, string Output, string Error)> VerifyAsync(string name)
    {
        string? Optional(string file) => TrustVectors.PathOf($"{Folder}/{name}/{file}") is var path && File.Exists(path) ? path : null;
        List<string> arguments = ["verify-bundle", "--bundle", Optional("bundle.sigstore.json")!];
        if (Optional("trusted_root.json") is { } root) arguments.AddRange(["--trusted-root", root]);
        if (Optional("key.pub") is { } key) arguments.AddRange(["--key", key]);
        else
        {
            arguments.AddRange(["--certificate-identity", Optional("identity") is { } identity ? await File.ReadAllTextAsync(identity) : Identity]);
            arguments.AddRange(["--certificate-oidc-issuer", Optional("issuer") is { } issuer ? await File.ReadAllTextAsync(issuer) : Issuer]);
        }
        arguments.Add(Optional("artifact") ?? TrustVectors.PathOf("sigstore-conformance/a.txt"));
        return await CommandRun.RunAsync([.. arguments]);
    }
}

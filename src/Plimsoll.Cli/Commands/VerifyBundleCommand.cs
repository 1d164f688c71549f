using System.CommandLine;
using Plimsoll.Cli.Inspect;
using Plimsoll.Cli.Trust;
using Plimsoll.Core;
using Plimsoll.Trust;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll verify-bundle</c>: whether a Sigstore bundle proves who signed a file, without a server and without a network.</summary>
internal static class VerifyBundleCommand
{
    public static Command Create()
    {
        var command = new Command("verify-bundle", "Check a Sigstore bundle over a file or a digest, offline: who signed, or why not.\n\nExample:\n  plimsoll verify-bundle --bundle app.sigstore.json --certificate-identity https://github.com/shop/app/.github/workflows/release.yml@refs/heads/main --certificate-oidc-issuer https://token.actions.githubusercontent.com app.tar.gz");
        var artifact = new Argument<string>("FILE_OR_DIGEST") { Description = "What was signed: a file, or sha256:… or sha512:…" };
        var bundle = new Option<string>("--bundle") { Description = "The bundle", HelpName = "FILE", Required = true };
        command.Add(artifact);
        command.Add(bundle);
        var signer = new SignerOptions(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var verdict = await VerifyAsync(signer, parsed, parsed.GetValue(bundle)!, parsed.GetValue(artifact)!, cancellationToken);
            if (verdict is not Verdict.Verified verified)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(TextTable.Printable("plimsoll: refused: " + (verdict is Verdict.Refused refused ? refused.Reason : ((Verdict.Unknown)verdict).Reason)));
                return ExitCode.VerificationFailed;
            }
            var output = parsed.InvocationConfiguration.Output;
            await output.WriteLineAsync(TextTable.Printable($"Verified: signed by {verified.Signer}{(verified.SignedAt is { } time ? $" at {time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "")}"));
            if (verified.PredicateType is { } type) await output.WriteLineAsync(TextTable.Printable("Statement: " + type));
            foreach (var remark in verified.Remarks) await output.WriteLineAsync(TextTable.Printable("Note: " + remark));
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<Verdict> VerifyAsync(SignerOptions signer, ParseResult parsed, string bundle, string artifact, CancellationToken cancellationToken)
    {
        try
        {
            var verifier = await signer.VerifierAsync(parsed, cancellationToken);
            var content = await SignerOptions.ReadAsync(bundle, cancellationToken);
            return verifier.Verify(content, await ArtifactAsync(artifact, cancellationToken));
        }
        catch (RefusedException e)
        {
            return new Verdict.Refused(e.Message);
        }
    }

    private static async Task<Artifact> ArtifactAsync(string text, CancellationToken cancellationToken)
    {
        if (Digest.TryParse(text, out var digest)) return Artifact.Of(digest);
        if (text.StartsWith("sha256:", StringComparison.Ordinal) || text.StartsWith("sha512:", StringComparison.Ordinal)) return Artifact.Of(Digest.Parse(text));
        await using var file = new FileStream(text, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return await Artifact.ReadAsync(file, cancellationToken);
    }
}

using System.CommandLine;
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
            var (file, signed) = (parsed.GetValue(bundle)!, parsed.GetValue(artifact)!);
            return await FileVerdict.PrintAsync(parsed, async () => (await signer.VerifierAsync(parsed, cancellationToken)).Verify(await SignerOptions.ReadAsync(file, cancellationToken), await ArtifactAsync(signed, cancellationToken)));
        });
        return command;
    }

    private static async Task<Artifact> ArtifactAsync(string text, CancellationToken cancellationToken)
    {
        if (Digest.TryParse(text, out var digest)) return Artifact.Of(digest);
        if (text.StartsWith("sha256:", StringComparison.Ordinal) || text.StartsWith("sha512:", StringComparison.Ordinal)) return Artifact.Of(Digest.Parse(text));
        if (!File.Exists(text)) throw new FormatException($"there is no file '{text}', and it is no digest such as sha256:…");
        await using var file = new FileStream(text, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return await Artifact.ReadAsync(file, cancellationToken);
    }
}

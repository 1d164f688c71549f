using System.CommandLine;
using Plimsoll.Cli.Trust;
using Plimsoll.Core;
using Plimsoll.Trust.OpenPgp;
using Plimsoll.Trust.SimpleSigning;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll verify-simple</c>: a simple signature of containers/image (skopeo, podman), as it lies in a lookaside store.</summary>
internal static class VerifySimpleCommand
{
    public static Command Create()
    {
        var command = new Command("verify-simple", "Check a simple signature (GPG) of skopeo and podman over an image, offline.\n\nExample:\n  plimsoll verify-simple --signature signature-1 --keys release.gpg --reference registry.example.org/shop/api:1 sha256:…");
        var digest = new Argument<string>("DIGEST") { Description = "The image that must have been signed" };
        var signature = new Option<string>("--signature") { Description = "The file signature-N of the lookaside store", HelpName = "FILE", Required = true };
        var keys = new Option<string>("--keys") { Description = "Public keys that count, exported by gpg", HelpName = "FILE", Required = true };
        var reference = new Option<string?>("--reference") { Description = "Name that it must have been signed for. Default: any", HelpName = "HOST/REPOSITORY:TAG" };
        command.Add(digest);
        foreach (var option in new Option[] { signature, keys, reference }) command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var image = Digest.Parse(parsed.GetValue(digest)!);
            return await FileVerdict.PrintAsync(parsed, async () =>
            {
                var ring = KeyRing.Read(await SignerOptions.ReadAsync(parsed.GetValue(keys)!, cancellationToken));
                return new SimpleSigningVerifier(ring, TimeProvider.System).Verify(await SignerOptions.ReadAsync(parsed.GetValue(signature)!, cancellationToken), image, parsed.GetValue(reference));
            });
        });
        return command;
    }
}

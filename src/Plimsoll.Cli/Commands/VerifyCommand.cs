using System.CommandLine;
using Plimsoll.Cli.Inspect;
using Plimsoll.Cli.Trust;
using Plimsoll.Core.References;
using Plimsoll.Inspection.Sources;
using Plimsoll.Trust;
using Plimsoll.Trust.Images;
using Plimsoll.Trust.Notation;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll verify</c>: who signed an image, in any registry or OCI layout, without a server of ours.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var command = new Command("verify", "Check who signed an image: Sigstore bundles, cosign's tags, Notary Project signatures.\n\nExample:\n  plimsoll verify registry.example.org/shop/api:1 --key cosign.pub");
        var reference = new Argument<string>("REF") { Description = "host/repository[:tag][@digest] or oci:DIR[:tag]" };
        var format = ImageOptions.Format("table", "json");
        var policy = new Option<string?>("--trust-policy") { Description = "trustpolicy.json of the Notary Project", HelpName = "FILE" };
        var store = new Option<string?>("--trust-store") { Description = "Folder with truststore/x509/TYPE/NAME/*", HelpName = "DIR" };
        var plainHttp = new Option<bool?>("--insecure-plain-http") { Description = "Speak http to the registry. Default: only on loopback" };
        command.Add(reference);
        foreach (var option in new Option[] { format, policy, store, plainHttp }) command.Add(option);
        var signer = new SignerOptions(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var named = ImageReference.Parse(parsed.GetValue(reference)!);
            var verifier = await VerifierAsync(parsed, signer, parsed.GetValue(policy), parsed.GetValue(store), ServerOf(named, parsed.GetValue(plainHttp)), cancellationToken);
            var report = await VerifyAsync(verifier, named, parsed.GetValue(plainHttp), cancellationToken) ?? throw new ImageNotFoundException($"there is no image {named}");
            var text = parsed.GetValue(format) == "json" ? VerificationOutput.Json(report) : VerificationOutput.Table(report, named.ToString()!);
            await parsed.InvocationConfiguration.Output.WriteAsync(text.AsMemory(), cancellationToken);
            if (report.Verdict is not Verdict.Verified && signer.Advice(parsed, ServerOf(named, parsed.GetValue(plainHttp))) is { } advice) await parsed.InvocationConfiguration.Error.WriteLineAsync("plimsoll: " + advice);
            return VerificationOutput.Code(report.Verdict);
        });
        return command;
    }

    private static async Task<ImageVerifier> VerifierAsync(ParseResult parsed, SignerOptions signer, string? policy, string? store, Uri? server, CancellationToken cancellationToken)
    {
        try
        {
            if (policy is null && store is null) return new ImageVerifier(await signer.VerifierAsync(parsed, cancellationToken, server));
            if (policy is null || store is null) throw new FormatException("--trust-policy and --trust-store belong together");
            if (signer.IsGiven(parsed)) throw new FormatException("--trust-policy says who is trusted: it excludes --key and --certificate-identity");
            return new ImageVerifier(new NotationVerifier(TrustPolicyDocument.Read(await SignerOptions.ReadAsync(policy, cancellationToken)), TrustStore.Open(store), TimeProvider.System));
        }
        catch (Exception e) when (e is RefusedException or DirectoryNotFoundException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static Uri? ServerOf(ImageReference named, bool? plainHttp)
    {
        if (named is not ImageReference.Registry { Host: not null } remote) return null;
        using var registry = RemoteImageContent.Connect(remote, plainHttp);
        return registry.Address;
    }

    private static async Task<ImageReport?> VerifyAsync(ImageVerifier verifier, ImageReference named, bool? plainHttp, CancellationToken cancellationToken)
    {
        if (named is ImageReference.OciLayout layout) return await verifier.VerifyAsync(new LayoutSignatures(layout.Directory, layout.Tag), null, cancellationToken);
        if (named is not ImageReference.Registry remote) throw new FormatException("signatures lie in registries and OCI layouts: host/repository[:tag][@digest] or oci:DIR[:tag]");
        using var registry = RemoteImageContent.Connect(remote, plainHttp);
        return await verifier.VerifyAsync(new RemoteSignatures(registry.Repository(remote.Repository), remote.Target), $"{remote.Host}/{remote.Repository}", cancellationToken);
    }
}

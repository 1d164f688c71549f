using System.CommandLine;
using Plimsoll.Cli.Inspect;
using Plimsoll.Client.Auth;
using Plimsoll.Core.References;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Cli.Trust;

/// <summary>The options of commands that sign: with what, and how to reach the registry.</summary>
internal sealed class SigningOptions
{
    private readonly Option<string?> _key = new("--key") { Description = "Sign with this private key (PEM: PKCS #8, SEC 1, PKCS #1, or cosign's), not with a certificate of the server; password in PLIMSOLL_KEY_PASSWORD or COSIGN_PASSWORD", HelpName = "FILE" };
    private readonly Option<string?> _token = new("--identity-token") { Description = "Identity token of an issuer that the server accepts, or the file that holds it. Default: asked for with the login of the registry", HelpName = "TOKEN" };
    private readonly Option<bool?> _plainHttp = new("--insecure-plain-http") { Description = "Speak http to the registry. Default: only on loopback" };
    private readonly Option<bool> _recursive = new("--recursive", "-r") { Description = "Of an index, also each image in it" };

    /// <summary>Adds the options to a command.</summary>
    public SigningOptions(Command command)
    {
        foreach (var option in new Option[] { _key, _token, _plainHttp, _recursive }) command.Add(option);
    }

    /// <summary>Signs an image and pushes the bundle beside it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="text">The image.</param>
    /// <param name="statement">Makes the statement about it, with its type.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ParseResult parsed, string text, Func<Core.Digest, (string PredicateType, byte[] Statement)> statement, CancellationToken cancellationToken)
    {
        if (ImageReference.Parse(text) is not ImageReference.Registry image) throw new FormatException("images are signed in registries: host/repository[:tag][@digest]");
        using var key = await KeyAsync(parsed, cancellationToken);
        using var registry = RemoteImageContent.Connect(image, parsed.GetValue(_plainHttp));
        using var services = key is null ? new RemoteServices(registry.Address, Login(image), await TokenAsync(parsed, cancellationToken)) : null;
        IBundleSigner signer = key is null ? new CertifiedSigner(services!) : new KeySigner(key);
        var push = new BundlePush(registry.Repository(image.Repository), signer, TimeProvider.System);
        await foreach (var (subject, artifact) in push.RunAsync(image.Target, parsed.GetValue(_recursive), statement, cancellationToken))
        {
            var who = services is null ? key!.PublicKey.ToString() : services.Subject;
            await parsed.InvocationConfiguration.Output.WriteLineAsync(TextTable.Printable($"Signed {image.Host}/{image.Repository}@{subject} as {who}; the bundle is {artifact}"));
        }
        return ExitCode.Ok;
    }

    private static Credential? Login(ImageReference.Registry image)
    {
        ICredentialSource source = GivenCredential.FromEnvironment(Environment.GetEnvironmentVariable) ?? (ICredentialSource)DockerConfig.Load(Environment.GetEnvironmentVariable);
        return source.Find(image.Host!);
    }

    private async Task<PrivateKey?> KeyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_key) is not { } path) return null;
        if (parsed.GetValue(_token) is not null) throw new FormatException("--key and --identity-token exclude each other");
        try
        {
            var pem = System.Text.Encoding.UTF8.GetString(await SignerOptions.ReadAsync(path, cancellationToken));
            return PrivateKey.ReadPem(pem, Environment.GetEnvironmentVariable("PLIMSOLL_KEY_PASSWORD") ?? Environment.GetEnvironmentVariable("COSIGN_PASSWORD"));
        }
        catch (RefusedException e)
        {
            throw new FormatException($"--key {path}: {e.Message}", e);
        }
    }

    /// <summary>A token has two dots and no slash; everything else is a file.</summary>
    private async Task<string?> TokenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_token) is not { } text) return null;
        return text.Count(c => c == '.') == 2 && !text.Contains('/') ? text : System.Text.Encoding.UTF8.GetString(await SignerOptions.ReadAsync(text, cancellationToken)).Trim();
    }
}

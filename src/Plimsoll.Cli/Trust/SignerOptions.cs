using System.CommandLine;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Cli.Trust;

/// <summary>The options by which a command is told who must have signed, and whom to believe.</summary>
internal sealed class SignerOptions
{
    private const int MaxFile = 4 * 1024 * 1024;

    private readonly Option<string?> _root = new("--trusted-root") { Description = "trusted_root.json. Default: that of the server that holds the image, where its root is pinned (plimsoll trust root); else Sigstore's public good instance", HelpName = "FILE" };
    private readonly Option<string?> _identity = new("--certificate-identity") { Description = "Who must have signed, as their certificate names them", HelpName = "IDENTITY" };
    private readonly Option<string?> _identityPattern = new("--certificate-identity-regexp") { Description = "Regular expression that the whole identity must match", HelpName = "REGEX" };
    private readonly Option<string?> _issuer = new("--certificate-oidc-issuer") { Description = "OpenID issuer of the identity", HelpName = "URL" };
    private readonly Option<string?> _issuerPattern = new("--certificate-oidc-issuer-regexp") { Description = "Regular expression that the whole issuer must match", HelpName = "REGEX" };
    private readonly Option<string?> _key = new("--key") { Description = "Public key that must have signed, PEM", HelpName = "FILE" };
    private readonly Option<string?> _name = new("--identity") { Description = "Name of an identity: the file identities/NAME.json in the folder plimsoll of the user's configuration, or the path of one", HelpName = "NAME" };
    private readonly Option<bool> _requireLog = new("--require-log") { Description = "Refuse certificates whose signature is in no transparency log, only time-stamped" };

    /// <summary>Adds the options to a command.</summary>
    public SignerOptions(Command command)
    {
        foreach (var option in new Option[] { _root, _identity, _identityPattern, _issuer, _issuerPattern, _key, _name, _requireLog }) command.Add(option);
    }

    /// <summary>Whether any of them says who must have signed.</summary>
    public bool IsGiven(ParseResult parsed) => new[] { _identity, _identityPattern, _issuer, _issuerPattern, _key, _name }.Any(option => parsed.GetValue(option) is not null);

    /// <summary>The verifier for what was asked.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="server">The server that holds the image, for its pinned root; null for none.</param>
    /// <exception cref="FormatException">Nobody is named, or two are.</exception>
    public async Task<SigstoreVerifier> VerifierAsync(ParseResult parsed, CancellationToken cancellationToken, Uri? server = null)
    {
        var expectation = await ExpectationAsync(parsed, cancellationToken);
        return new SigstoreVerifier(await RootAsync(parsed, server, cancellationToken), expectation) { RequireLog = parsed.GetValue(_requireLog) };
    }

    private async Task<TrustedRoot> RootAsync(ParseResult parsed, Uri? server, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_root) is { } path) return Read(path, "--trusted-root", json => TrustedRoot.Read(json), await ReadAsync(path, cancellationToken));
        if (server is null || new PinnedRoots(server) is not { IsPinned: true } pinned) return TrustedRoot.PublicGood;
        try
        {
            return TrustedRoot.Read(await pinned.TrustedRootAsync(cancellationToken));
        }
        catch (RefusedException e)
        {
            throw new InvalidDataException($"what {server.Authority} shows does not lead back to the root in {pinned.Folder}: {e.Message}", e);
        }
    }

    /// <summary>What to do where an identity of the very server was expected whose root is not pinned; null where that is not so.</summary>
    public string? Advice(ParseResult parsed, Uri? server)
    {
        if (server is null || parsed.GetValue(_root) is not null || new PinnedRoots(server).IsPinned) return null;
        return Uri.TryCreate(parsed.GetValue(_issuer), UriKind.Absolute, out var issuer) && issuer.Host == server.Host
            ? $"the root of {server.Authority} is not pinned, so that nothing it certified is believed; 'plimsoll trust root {server.Authority}' pins it" : null;
    }

    /// <summary>A file of bounded size that the command line names.</summary>
    /// <exception cref="FormatException">It is not there, or too large.</exception>
    public static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        // Not the code for an image that is not there.
        if (!file.Exists) throw new FormatException($"there is no file '{path}'");
        if (file.Length > MaxFile) throw new FormatException($"{path} has {file.Length} bytes; at most {MaxFile} are read");
        return await File.ReadAllBytesAsync(path, cancellationToken);
    }

    private async Task<Expectation> ExpectationAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var identity = Pattern(parsed, _identity, _identityPattern);
        var issuer = Pattern(parsed, _issuer, _issuerPattern);
        if (parsed.GetValue(_name) is { } name)
        {
            if (identity is not null || issuer is not null || parsed.GetValue(_key) is not null) throw new FormatException("--identity excludes --key and --certificate-identity");
            return Read(name, "--identity", json => NamedIdentity.Read(json), await ReadAsync(PathOf(name), cancellationToken));
        }
        if (parsed.GetValue(_key) is { } path)
        {
            if (identity is not null || issuer is not null) throw new FormatException("--key excludes --certificate-identity and --certificate-oidc-issuer");
            var pem = System.Text.Encoding.UTF8.GetString(await ReadAsync(path, cancellationToken));
            return new Expectation.Key(Read(path, "--key", PublicKey.ReadPem, pem));
        }
        if (identity is null || issuer is null) throw new FormatException("say who must have signed: --certificate-identity and --certificate-oidc-issuer, --key, or --identity");
        return new Expectation.Identity(identity, issuer);
    }

    /// <summary>A name is a file of the user's configuration (XDG Base Directory); what has a slash is a path.</summary>
    private static string PathOf(string name) => name.Contains('/') ? name : Path.Combine(UserFolder.Path, "identities", name + ".json");

    private static IdentityPattern? Pattern(ParseResult parsed, Option<string?> exact, Option<string?> expression) => (parsed.GetValue(exact), parsed.GetValue(expression)) switch
    {
        (not null, not null) => throw new FormatException($"{exact.Name} and {expression.Name} exclude each other"),
        ({ } text, _) => IdentityPattern.Exactly(text),
        (_, { } text) => IdentityPattern.Matching(text),
        _ => null,
    };

    /// <summary>What the caller trusts and cannot be read is a mistake of the caller, unless it was made so that nothing verifies: both are refusals.</summary>
    private static TResult Read<TSource, TResult>(string path, string option, Func<TSource, TResult> read, TSource source)
    {
        try
        {
            return read(source);
        }
        catch (RefusedException e)
        {
            throw new RefusedException($"{option} {path}: {e.Message}", e);
        }
    }
}

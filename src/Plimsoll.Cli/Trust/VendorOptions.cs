using System.CommandLine;
using Plimsoll.Inspection.Proof;
using Plimsoll.Trust;
using Plimsoll.Trust.Vendors;

namespace Plimsoll.Cli.Trust;

/// <summary>Options that say which vendors are trusted and where their packages are.</summary>
internal sealed class VendorOptions
{
    private readonly Option<string[]> _keys = new("--vendor-keys") { Description = "File with keys of a vendor (OpenPGP; for apk a public key in PEM, known by its name), or a folder of such; may be repeated. Default: vendor-keys in the configuration folder", HelpName = "PATH" };
    private readonly Option<string[]> _mirrors = new("--mirror") { Description = "Directory or http address of a mirror with signed indexes and packages, for Debian's and Alpine's; may be repeated", HelpName = "DIR|URL" };

    public VendorOptions(Command command)
    {
        command.Add(_keys);
        command.Add(_mirrors);
    }

    /// <summary>The verifier that the options ask for.</summary>
    /// <exception cref="FormatException">There is no key, or one that cannot be read.</exception>
    public ContentVerifier Verifier(ParseResult parsed, bool listVerified)
    {
        var paths = parsed.GetValue(_keys) is { Length: > 0 } given ? given : Directory.Exists(Default) ? [Default] : throw new FormatException("say whose signatures count: --vendor-keys PATH");
        try
        {
            var keys = VendorKeyRing.Read(paths.SelectMany(FilesOf).Select(path => (Path.GetFileName(path), File.ReadAllBytes(path))), TimeProvider.System);
            return new ContentVerifier(keys, TimeProvider.System) { ListVerified = listVerified, MaxListed = listVerified ? int.MaxValue : 100_000, Mirrors = [.. (parsed.GetValue(_mirrors) ?? []).Select(Mirror)] };
        }
        catch (RefusedException e)
        {
            throw new FormatException("--vendor-keys " + e.Message, e);
        }
    }

    private static string Default => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } folder ? folder : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config"), "plimsoll", "vendor-keys");

    private static IEnumerable<string> FilesOf(string path) => Directory.Exists(path) ? Directory.EnumerateFiles(path).Order(StringComparer.Ordinal) : [path];

    private static VendorMirror Mirror(string place) =>
        Uri.TryCreate(place, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? new HttpMirror(address) : new DirectoryMirror(place);
}

using System.Text;
using System.Text.Json;
using Plimsoll.Server.Configuration;
using Plimsoll.Trust;
using Plimsoll.Trust.Images;

namespace Plimsoll.Server.Signatures;

/// <summary>Identities of the settings: files <c>NAME.json</c>, public keys (PEM) whose holders are called as the file is, and folders of <c>*.json</c> and <c>*.pub</c>. They are read at the start.</summary>
internal static class IdentityFiles
{
    private const string Setting = "signatures.identities";
    private const int MaxFile = 1 << 20;
    private const int MaxName = 64;

    /// <summary>Reads them.</summary>
    /// <exception cref="OptionsException">One of them names nobody, or two have the same name.</exception>
    public static IReadOnlyList<IdentityInForce> Read(IEnumerable<string> paths)
    {
        var found = new Dictionary<string, IdentityInForce>(StringComparer.Ordinal);
        foreach (var path in paths.SelectMany(FilesOf))
        {
            try
            {
                if (new FileInfo(path).Length > MaxFile) throw new OptionsException(Setting, path, $"at most {MaxFile} bytes are read");
                var content = File.ReadAllBytes(path);
                var identity = IsDocument(path) ? new IdentityInForce(Path.GetFileNameWithoutExtension(path), content, null, null) : OfKey(path, content, found.Keys);
                NamedSigner.Read(identity.Name, identity.Document);
                if (!found.TryAdd(identity.Name, identity)) throw new OptionsException(Setting, path, $"there is another identity '{identity.Name}'");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or RefusedException or FormatException)
            {
                throw new OptionsException(Setting, path, e.Message);
            }
        }
        return [.. found.Values];
    }

    private static IEnumerable<string> FilesOf(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path).Where(file => IsDocument(file) || file.EndsWith(".pub", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)
        : [path];

    private static bool IsDocument(string path) => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Keys of different people are often in files of the same name: the second one is told apart by its fingerprint.</summary>
    private static IdentityInForce OfKey(string path, byte[] pem, IReadOnlyCollection<string> taken)
    {
        var text = Encoding.ASCII.GetString(pem);
        var name = string.Concat(Path.GetFileNameWithoutExtension(path).ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        if (name.Length is 0 or > MaxName || taken.Contains(name)) name = $"{name[..Math.Min(name.Length, MaxName - 9)]}-{Convert.ToHexStringLower(Plimsoll.Trust.Cryptography.PublicKey.ReadPem(text).Fingerprint.Span)[..8]}";
        return new IdentityInForce(name, JsonSerializer.SerializeToUtf8Bytes(new { key = text }), null, null);
    }
}

using System.Text;
using Plimsoll.Trust.Certificates;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Notation;

/// <summary>Certificates that are trusted, by type and name: <c>truststore/x509/TYPE/NAME/*</c> as the Notary Project lays them down.</summary>
public sealed class TrustStore
{
    private const int MaxFiles = 1000;
    private const int MaxFile = 1024 * 1024;

    private readonly Dictionary<string, IReadOnlyList<Certificate>> _stores;

    private TrustStore(Dictionary<string, IReadOnlyList<Certificate>> stores) => _stores = stores;

    /// <summary>Lists of revoked certificates: the files <c>crl/*</c> beside the types of stores.</summary>
    internal IReadOnlyList<RevocationList> RevocationLists { get; private init; } = [];

    /// <summary>Reads a folder: the one that holds <c>truststore</c>, that folder, or <c>x509</c> in it.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    /// <exception cref="RefusedException">A file in it is no certificate.</exception>
    public static TrustStore Open(string directory)
    {
        var root = new[] { Path.Combine(directory, "truststore", "x509"), Path.Combine(directory, "x509"), directory }.FirstOrDefault(Directory.Exists)
            ?? throw new DirectoryNotFoundException($"there is no trust store at {directory}");
        var stores = new Dictionary<string, IReadOnlyList<Certificate>>(StringComparer.Ordinal);
        foreach (var type in (string[])["ca", "signingAuthority", "tsa"])
        {
            if (!Directory.Exists(Path.Combine(root, type))) continue;
            foreach (var store in Directory.EnumerateDirectories(Path.Combine(root, type)))
                stores[$"{type}:{Path.GetFileName(store)}"] = [.. Directory.EnumerateFiles(store).Order(StringComparer.Ordinal).Take(MaxFiles).SelectMany(Read)];
        }
        var lists = Path.Combine(root, "crl");
        return new TrustStore(stores) { RevocationLists = Directory.Exists(lists) ? [.. Directory.EnumerateFiles(lists).Order(StringComparer.Ordinal).Take(MaxFiles).Select(ReadList)] : [] };
    }

    /// <summary>A store of certificates that are at hand.</summary>
    /// <param name="stores">The certificates, PEM or DER, by <c>TYPE:NAME</c>.</param>
    /// <exception cref="RefusedException">One of them is no certificate.</exception>
    public static TrustStore Of(IReadOnlyDictionary<string, IReadOnlyList<byte[]>> stores) =>
        new(stores.ToDictionary(store => store.Key, store => (IReadOnlyList<Certificate>)[.. store.Value.SelectMany(Certificates)], StringComparer.Ordinal));

    /// <summary>The certificates of a store; an empty or missing one trusts nobody, and is said to.</summary>
    internal IReadOnlyList<Certificate> Find(string name) =>
        _stores.GetValueOrDefault(name) is { Count: > 0 } certificates ? certificates : throw new RefusedException($"the trust store '{name}' of the policy is missing or empty");

    private static RevocationList ReadList(string path) =>
        new FileInfo(path).Length <= RevocationList.MaxSize ? RevocationList.Read(File.ReadAllBytes(path)) : throw new RefusedException($"{path} is too large for a list of revoked certificates");

    private static IEnumerable<Certificate> Read(string path)
    {
        if (new FileInfo(path).Length > MaxFile) throw new RefusedException($"{path} is too large for a certificate");
        return Certificates(File.ReadAllBytes(path));
    }

    private static List<Certificate> Certificates(byte[] bytes)
    {
        var blocks = Pem.Blocks(Encoding.UTF8.GetString(bytes)).Where(block => block.Label == "CERTIFICATE").Select(block => block.Bytes).ToList();
        return (blocks.Count > 0 ? blocks : [bytes]).ConvertAll(certificate => Certificate.Read(certificate));
    }
}

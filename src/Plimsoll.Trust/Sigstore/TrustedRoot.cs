using System.Reflection;
using Plimsoll.Trust.Logs;

namespace Plimsoll.Trust.Sigstore;

/// <summary>Whom to believe: certificate authorities, transparency logs, certificate logs, time stamp authorities (Sigstore's trusted_root.json).</summary>
public sealed class TrustedRoot
{
    /// <summary>Read when it is needed: who names another root does not wait for it.</summary>
    private static readonly Lazy<TrustedRoot> BuiltIn = new(() => Embedded("public-good.trusted_root.json"));

    internal TrustedRoot() { }

    internal IReadOnlyList<TransparencyLog> Logs { get; init; } = [];

    internal IReadOnlyList<TransparencyLog> CertificateLogs { get; init; } = [];

    internal IReadOnlyList<CertificateAuthority> Authorities { get; init; } = [];

    internal IReadOnlyList<CertificateAuthority> TimestampAuthorities { get; init; } = [];

    /// <summary>The root of Sigstore's public good instance as of the release of this program.</summary>
    public static TrustedRoot PublicGood => BuiltIn.Value;

    /// <summary>The keys of the transparency logs.</summary>
    public IReadOnlyList<Cryptography.PublicKey> LogKeys => [.. Logs.Select(log => log.Key).OfType<Cryptography.PublicKey>()];

    /// <summary>Reads a <c>trusted_root.json</c>.</summary>
    /// <exception cref="RefusedException">It is none, or one of an unknown version.</exception>
    public static TrustedRoot Read(ReadOnlyMemory<byte> json) => TrustedRootReader.Read(json);

    private static TrustedRoot Embedded(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Read(bytes);
    }
}

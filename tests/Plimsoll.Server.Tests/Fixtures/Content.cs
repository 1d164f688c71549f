using System.Security.Cryptography;
using Plimsoll.Core;

namespace Plimsoll.Server.Tests.Fixtures;

/// <summary>Bytes to push, with their digest as the framework computes it.</summary>
public sealed record Content(byte[] Bytes, string Digest, string MediaType = "application/octet-stream")
{
    /// <summary>The descriptor of these bytes as JSON.</summary>
    public string Descriptor => Describe();

    /// <summary>Random bytes.</summary>
    public static Content Random(int size, DigestAlgorithm algorithm = DigestAlgorithm.Sha256) => Of(RandomNumberGenerator.GetBytes(size), algorithm);

    /// <summary>Given bytes.</summary>
    public static Content Of(byte[] bytes, DigestAlgorithm algorithm = DigestAlgorithm.Sha256, string mediaType = "application/octet-stream") =>
        new(bytes, algorithm == DigestAlgorithm.Sha256 ? "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes)) : "sha512:" + Convert.ToHexStringLower(SHA512.HashData(bytes)), mediaType);

    /// <summary>The descriptor with more fields, given as JSON with a leading comma.</summary>
    public string Describe(string more = "") => $$"""{"mediaType":"{{MediaType}}","digest":"{{Digest}}","size":{{Bytes.Length}}{{more}}}""";
}

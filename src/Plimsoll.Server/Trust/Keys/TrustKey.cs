using System.Formats.Asn1;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Server.Trust.Keys;

/// <summary>A key of the trust services.</summary>
/// <param name="Record">As it is stored.</param>
/// <param name="Public">Its public half.</param>
/// <param name="Private">Its private half; null for a key that signs no more.</param>
internal sealed record TrustKey(TrustKeyRecord Record, PublicKey Public, PrivateKey? Private)
{
    public string Role => Record.Role;

    public bool IsInUse => Record.End is null;

    public TimeRange ValidFor => new(Record.Start, Record.End);

    /// <summary>Its certificates, its own first; empty for a key without one.</summary>
    public IReadOnlyList<byte[]> Chain => HasChain(Role) ? Split(Record.Public) : [];

    public static bool HasChain(string role) => role is TrustRole.Authority or TrustRole.Timestamps or TrustRole.Signatures;

    /// <summary>Takes certificates apart that stand one after another.</summary>
    private static List<byte[]> Split(ReadOnlyMemory<byte> bytes)
    {
        var chain = new List<byte[]>();
        for (var reader = new AsnReader(bytes, AsnEncodingRules.DER); reader.HasData;) chain.Add(reader.ReadEncodedValue().ToArray());
        return chain;
    }
}

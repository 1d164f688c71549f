namespace Plimsoll.Trust.OpenPgp;

/// <summary>Keys that are trusted, with the subkeys that they vouch for.</summary>
public sealed class KeyRing
{
    private const int CanSign = 2;

    private readonly List<Entry> _keys = [];

    /// <summary>Reads exported public keys, armoured or not.</summary>
    /// <exception cref="RefusedException">There is no key that can be used.</exception>
    public static KeyRing Read(byte[] keys)
    {
        var ring = new KeyRing();
        ring.Add(keys);
        return ring;
    }

    /// <summary>Adds exported public keys, armoured or not.</summary>
    /// <exception cref="RefusedException">There is no key that can be used.</exception>
    public void Add(byte[] keys)
    {
        var before = _keys.Count;
        PgpKey? primary = null;
        Entry? current = null;
        ReadOnlyMemory<byte> user = default;
        foreach (var packet in Packet.ReadAll(Armor.Decode(keys)))
        {
            if (packet.Tag == Packet.PublicKey && Usable(packet.Body) is var read)
            {
                primary = read;
                current = read is null ? null : new Entry(read, read);
                if (current is not null) _keys.Add(current);
            }
            else if (packet.Tag == Packet.PublicSubkey && primary is not null) current = Usable(packet.Body) is { } subkey ? new Entry(primary, subkey) : null;
            else if (packet.Tag == Packet.UserId) user = packet.Body;
            else if (packet.Tag == Packet.Signature && primary is not null && current is not null) Add(primary, current, user, packet.Body);
        }
        if (_keys.Count == before) throw new RefusedException("there is no OpenPGP key that can be used");
    }

    /// <summary>Checks signatures of which one is enough. One that claims to be of a key of the ring and does not hold is refused; those of others are unknown.</summary>
    internal Verdict VerifyAny(ReadOnlyMemory<byte> signatures, int type, ReadOnlyMemory<byte> data, DateTimeOffset now)
    {
        RefusedException? refusal = null;
        var stranger = "it is not signed";
        foreach (var packet in Packet.ReadAll(signatures).Where(packet => packet.Tag == Packet.Signature))
        {
            if (!TryRead(packet, out var signature, out var reason) || !Knows(signature!))
            {
                stranger = reason ?? $"it is signed with the OpenPGP key {signature!.Issuer}, which is not trusted";
                continue;
            }
            try
            {
                var (signer, time) = Verify(signature!, type, data.Span, now);
                return new Verdict.Verified(signer, time);
            }
            catch (RefusedException e)
            {
                refusal = e;
            }
        }
        return refusal is not null ? Verdict.Refused.Of(refusal) : new Verdict.Unknown(stranger, VerdictCause.UnknownKey);
    }

    /// <summary>A signature of an old kind proves nothing, and does not contradict either.</summary>
    private static bool TryRead(Packet packet, out PgpSignature? signature, out string? reason)
    {
        (signature, reason) = (null, null);
        try
        {
            signature = PgpSignature.Read(packet.Body);
            return true;
        }
        catch (RefusedException e)
        {
            reason = e.Message;
            return false;
        }
    }

    private bool Knows(PgpSignature signature) => signature.Issuer is not { } issuer || _keys.Exists(entry => entry.Key.Fingerprint.EndsWith(issuer, StringComparison.Ordinal));

    /// <summary>Checks a signature over bytes; says who made it and when.</summary>
    /// <exception cref="RefusedException">Nobody in the ring did, or not in time.</exception>
    internal (Signer Signer, DateTimeOffset Time) Verify(PgpSignature signature, ReadOnlySpan<byte> data, DateTimeOffset now) => Verify(signature, PgpSignature.OfBinary, data, now);

    private (Signer Signer, DateTimeOffset Time) Verify(PgpSignature signature, int type, ReadOnlySpan<byte> data, DateTimeOffset now)
    {
        if (signature.Type != type) throw new RefusedException("the OpenPGP signature is not one over a file");
        foreach (var entry in _keys.Where(entry => signature.Issuer is null || entry.Key.Fingerprint.EndsWith(signature.Issuer, StringComparison.Ordinal)))
        {
            if (!signature.Holds(entry.Key, data)) continue;
            if (entry.Revoked) throw new RefusedException("the OpenPGP key was revoked");
            if (entry.Flags is { } flags && (flags & CanSign) == 0) throw new RefusedException("the OpenPGP key is not one for signatures");
            if (signature.Created < entry.Key.Created || signature.Created > now.AddDays(1)) throw new RefusedException("the OpenPGP signature was made at a time that cannot be");
            if (entry.Lifetime is { } life && signature.Created > entry.Key.Created + life) throw new RefusedException("the OpenPGP key had expired");
            if (signature.Lifetime is { } lifetime && now > signature.Created + lifetime) throw new RefusedException("the OpenPGP signature has expired");
            return (new Signer("openpgp:" + entry.Primary.Fingerprint), signature.Created);
        }
        throw new RefusedException("the OpenPGP signature is not one of a trusted key");
    }

    /// <summary>Self-signatures say what a key is for and how long; a subkey counts once its primary key vouches for it.</summary>
    private void Add(PgpKey primary, Entry current, ReadOnlyMemory<byte> user, ReadOnlyMemory<byte> body)
    {
        PgpSignature signature;
        try
        {
            signature = PgpSignature.Read(body);
        }
        catch (RefusedException)
        {
            // Keys collect signatures of other people, of any age.
            return;
        }
        byte[] signed = signature.Type switch
        {
            PgpSignature.BindingSubkey or PgpSignature.RevokingSubkey => [.. Framed(primary), .. Framed(current.Key)],
            PgpSignature.RevokingKey => Framed(primary),
            >= 0x10 and <= 0x13 => [.. Framed(primary), 0xb4, (byte)(user.Length >> 24), (byte)(user.Length >> 16), (byte)(user.Length >> 8), (byte)user.Length, .. user.Span],
            _ => [],
        };
        if (signed.Length == 0 || !signature.Holds(primary, signed)) return;
        if (signature.Type is PgpSignature.RevokingKey or PgpSignature.RevokingSubkey) current.Revoked = true;
        else
        {
            current.Flags = signature.KeyFlags ?? current.Flags;
            current.Lifetime = signature.KeyLifetime ?? current.Lifetime;
        }
        if (signature.Type == PgpSignature.BindingSubkey && !_keys.Contains(current)) _keys.Add(current);
    }

    /// <summary>A key of an old kind or a short one does not take the others away.</summary>
    private static PgpKey? Usable(ReadOnlyMemory<byte> body)
    {
        try
        {
            return PgpKey.Read(body);
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    private static byte[] Framed(PgpKey key) => [0x99, (byte)(key.Body.Length >> 8), (byte)key.Body.Length, .. key.Body.Span];

    private sealed class Entry(PgpKey primary, PgpKey key)
    {
        public PgpKey Primary { get; } = primary;

        public PgpKey Key { get; } = key;

        public int? Flags { get; set; }

        public TimeSpan? Lifetime { get; set; }

        public bool Revoked { get; set; }
    }
}

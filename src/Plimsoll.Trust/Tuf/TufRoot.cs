using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Tuf;

/// <summary>The root of a TUF repository: which keys speak for which role (TUF 1.0, 4.3).</summary>
public sealed class TufRoot
{
    private readonly Dictionary<string, PublicKey> _keys;
    private readonly Dictionary<string, (IReadOnlyList<string> Keys, long Threshold)> _roles;

    private TufRoot(Dictionary<string, PublicKey> keys, Dictionary<string, (IReadOnlyList<string>, long)> roles)
    {
        _keys = keys;
        _roles = roles;
    }

    /// <summary>Its number.</summary>
    public long Version { get; private init; }

    /// <summary>When it stops to count.</summary>
    public DateTimeOffset Expires { get; private init; }

    /// <summary>Ids of the root keys that signed it.</summary>
    public IReadOnlyList<string> Signers { get; private set; } = [];

    /// <summary>Reads a root that vouches for itself and has not expired.</summary>
    /// <exception cref="RefusedException">It does not.</exception>
    public static TufRoot Read(ReadOnlyMemory<byte> json, DateTimeOffset now)
    {
        var root = ReadAnyAge(json, null);
        return now <= root.Expires ? root : throw new RefusedException($"the root expired at {root.Expires:u}");
    }

    /// <summary>Reads a root that vouches for itself, whether or not it has expired: one that is followed may have.</summary>
    /// <exception cref="RefusedException">It does not.</exception>
    public static TufRoot Read(ReadOnlyMemory<byte> json) => ReadAnyAge(json, null);

    /// <summary>Follows a chain of roots: each signed by enough keys of the one before and of itself, with the next number; the last one must not have expired (TUF 1.0, 5.3).</summary>
    /// <param name="trusted">The root that is trusted already.</param>
    /// <param name="following">The ones after it, in order.</param>
    /// <param name="now">The time, which stands still.</param>
    /// <exception cref="RefusedException">The chain breaks.</exception>
    public static TufRoot Follow(ReadOnlyMemory<byte> trusted, IEnumerable<ReadOnlyMemory<byte>> following, DateTimeOffset now)
    {
        var root = ReadAnyAge(trusted, null);
        foreach (var next in following) root = ReadAnyAge(next, root);
        return now <= root.Expires ? root : throw new RefusedException($"the root expired at {root.Expires:u}");
    }

    /// <summary>Refuses a document that enough keys of the role did not sign, that is of another role, or has expired.</summary>
    internal void Require(SignedDocument document, JsonObject signed, string role, DateTimeOffset now)
    {
        if (!signed.Text("_type").Equals(role, StringComparison.OrdinalIgnoreCase)) throw new RefusedException($"{role} is a document of another role");
        RequireSignatures(document, role);
        if ((signed.Time("expires") ?? throw signed.Missing("expires")) is var expires && expires < now) throw new RefusedException($"{role} expired at {expires:u}");
    }

    private static TufRoot ReadAnyAge(ReadOnlyMemory<byte> json, TufRoot? before) => SignedDocument.Read(json, "root", (document, signed) =>
    {
        if (!signed.Text("_type").Equals("root", StringComparison.OrdinalIgnoreCase)) throw new RefusedException("root is a document of another role");
        var roles = signed.Object("roles");
        var root = new TufRoot(DocumentKey.ReadAll(signed.Object("keys")), roles.Names.ToDictionary(name => name, name => ((IReadOnlyList<string>)roles.Object(name).Texts("keyids", 100), roles.Object(name).Number("threshold"))))
        {
            Version = signed.Number("version"),
            Expires = signed.Time("expires") ?? throw signed.Missing("expires"),
        };
        if (before is not null)
        {
            if (root.Version != before.Version + 1) throw new RefusedException($"after root {before.Version} comes {before.Version + 1}, not {root.Version}");
            before.RequireSignatures(document, "root");
        }
        root.RequireSignatures(document, "root");
        root.Signers = document.SignedBy(root.KeysOf("root"));
        return root;
    });

    private void RequireSignatures(SignedDocument document, string role) => document.Require(KeysOf(role), _roles.TryGetValue(role, out var known) ? known.Threshold : 0, role);

    private Dictionary<string, PublicKey> KeysOf(string role) => _roles.TryGetValue(role, out var known) ? _keys.Where(key => known.Keys.Contains(key.Key)).ToDictionary(key => key.Key, key => key.Value) : [];
}

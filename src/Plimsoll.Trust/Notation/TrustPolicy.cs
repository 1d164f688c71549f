using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Notation;

/// <summary>One policy: for which repositories, how strictly, who is trusted.</summary>
internal sealed record TrustPolicy
{
    private static readonly string[] StoreTypes = ["ca", "signingAuthority", "tsa"];

    public required string Name { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Null when nothing is verified.</summary>
    public required VerificationLevel? Level { get; init; }

    /// <summary>True when time stamps only matter once a certificate has expired.</summary>
    public required bool TimestampAfterExpiry { get; init; }

    /// <summary>Trust stores as <c>type:name</c>.</summary>
    public required IReadOnlyList<string> Stores { get; init; }

    /// <summary>Subjects that are trusted; empty for everybody in the trust stores.</summary>
    public required IReadOnlyList<DistinguishedName> Identities { get; init; }

    public static TrustPolicy Read(JsonObject policy)
    {
        policy.Only("name", "registryScopes", "signatureVerification", "trustStores", "trustedIdentities", "globalPolicy");
        var (name, scopes, verification) = (policy.Text("name"), policy.Texts("registryScopes", 1000), policy.Object("signatureVerification"));
        if (name.Length == 0 || scopes.Count == 0) throw new RefusedException("a trust policy has no name or no scope");
        if (scopes.Contains("*") && scopes.Count > 1) throw new RefusedException($"the trust policy '{name}' has the scope * and others");
        if (scopes.Exists(scope => scope != "*" && (scope.Contains('*') || !scope.Contains('/')))) throw new RefusedException($"a scope of the trust policy '{name}' is no repository");
        var level = VerificationLevel.Read(verification);
        var (stores, identities) = (policy.Texts("trustStores", 100), policy.Texts("trustedIdentities", 1000));
        if (level is null ? stores.Count + identities.Count > 0 : stores.Count == 0 || identities.Count == 0)
            throw new RefusedException($"the trust policy '{name}' must name trust stores and identities, unless it skips everything");
        if (stores.Find(store => store.Split(':') is not [var type, { Length: > 0 } folder] || !StoreTypes.Contains(type) || folder.Contains('/') || folder is "." or "..") is { } wrong)
            throw new RefusedException($"the trust policy '{name}' has the trust store '{JsonObject.Shown(wrong)}', which is none");
        if (identities.Contains("*") && identities.Count > 1) throw new RefusedException($"the trust policy '{name}' trusts everybody and others");
        return new TrustPolicy
        {
            Name = name,
            Scopes = scopes,
            Level = level,
            TimestampAfterExpiry = verification.OptionalText("verifyTimestamp") switch
            {
                null or "always" => false,
                "afterCertExpiry" => true,
                _ => throw new RefusedException($"the trust policy '{name}' has an unknown verifyTimestamp"),
            },
            Stores = stores,
            Identities = [.. identities.Where(identity => identity != "*").Select(identity => Subject(identity, name))],
        };
    }

    private static DistinguishedName Subject(string identity, string policy)
    {
        const string Prefix = "x509.subject:";
        if (!identity.StartsWith(Prefix, StringComparison.Ordinal)) throw new RefusedException($"the trust policy '{policy}' trusts '{JsonObject.Shown(identity)}', which is not understood");
        var name = DistinguishedName.Parse(identity[Prefix.Length..]);
        return name.Has("C") && name.Has("ST") && name.Has("O") ? name : throw new RefusedException($"the trust policy '{policy}' trusts a subject without C, ST and O");
    }
}

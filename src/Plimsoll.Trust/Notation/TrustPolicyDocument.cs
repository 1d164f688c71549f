using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Notation;

/// <summary>The file <c>trustpolicy.json</c> of the Notary Project.</summary>
public sealed class TrustPolicyDocument
{
    private readonly IReadOnlyList<TrustPolicy> _policies;

    private TrustPolicyDocument(IReadOnlyList<TrustPolicy> policies) => _policies = policies;

    /// <summary>Reads the file.</summary>
    /// <exception cref="RefusedException">It is none, or contradicts itself.</exception>
    public static TrustPolicyDocument Read(ReadOnlyMemory<byte> json) => StrictJson.Read(json, "the trust policy", root =>
    {
        root.Only("version", "trustPolicies");
        if (root.Text("version") != "1.0") throw new RefusedException("the trust policy is of an unknown version");
        var policies = root.Objects("trustPolicies", 1000).ConvertAll(TrustPolicy.Read);
        if (policies.Count == 0) throw new RefusedException("the trust policy is empty");
        if (policies.Select(policy => policy.Name).Distinct(StringComparer.Ordinal).Count() != policies.Count) throw new RefusedException("two trust policies have the same name");
        var scopes = policies.SelectMany(policy => policy.Scopes).ToList();
        if (scopes.Distinct(StringComparer.Ordinal).Count() != scopes.Count) throw new RefusedException("two trust policies have the same scope");
        return new TrustPolicyDocument(policies);
    });

    /// <summary>The policy of a repository: its own, else the one for all, else none.</summary>
    internal TrustPolicy? For(string? repository) =>
        _policies.FirstOrDefault(policy => repository is not null && policy.Scopes.Contains(repository)) ?? _policies.FirstOrDefault(policy => policy.Scopes is ["*"]);
}

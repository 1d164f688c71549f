using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Notation;

/// <summary>Which checks are enforced (trust-store-trust-policy, "Signature verification levels"). That the signature holds at all is not negotiable.</summary>
internal sealed record VerificationLevel(ValidationAction Authenticity, ValidationAction AuthenticTime, ValidationAction Expiry, ValidationAction Revocation)
{
    public static readonly VerificationLevel Strict = new(ValidationAction.Enforce, ValidationAction.Enforce, ValidationAction.Enforce, ValidationAction.Enforce);
    public static readonly VerificationLevel Permissive = new(ValidationAction.Enforce, ValidationAction.Log, ValidationAction.Log, ValidationAction.Log);
    public static readonly VerificationLevel Audit = new(ValidationAction.Log, ValidationAction.Log, ValidationAction.Log, ValidationAction.Log);

    /// <summary>Reads the object <c>signatureVerification</c>; null for the level that skips all.</summary>
    public static VerificationLevel? Read(JsonObject verification)
    {
        verification.Only("level", "override", "verifyTimestamp");
        VerificationLevel? level = verification.Text("level") switch
        {
            "strict" => Strict,
            "permissive" => Permissive,
            "audit" => Audit,
            "skip" => null,
            var other => throw new RefusedException($"the trust policy has the unknown level '{JsonObject.Shown(other)}'"),
        };
        if (verification.OptionalObject("override") is not { } changes) return level;
        if (level is null) throw new RefusedException("the trust policy overrides the level 'skip'");
        foreach (var name in changes.Names)
        {
            var action = changes.Text(name) switch
            {
                "enforce" => ValidationAction.Enforce,
                "log" => ValidationAction.Log,
                "skip" when name is not "authenticity" => ValidationAction.Skip,
                _ => throw new RefusedException($"the trust policy overrides {name} with something that it cannot be"),
            };
            level = name switch
            {
                "authenticity" => level with { Authenticity = action },
                "authenticTimestamp" => level with { AuthenticTime = action },
                "expiry" => level with { Expiry = action },
                "revocation" => level with { Revocation = action },
                _ => throw new RefusedException($"the trust policy overrides the unknown check '{JsonObject.Shown(name)}'"),
            };
        }
        return level;
    }
}

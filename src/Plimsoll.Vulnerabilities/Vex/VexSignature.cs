namespace Plimsoll.Vulnerabilities.Vex;

/// <summary>What became of the signature of a document.</summary>
/// <param name="Verdict"><c>verified</c>, <c>refused</c>, <c>unknown</c> or <c>unsigned</c>.</param>
/// <param name="Name">What the signer is called here; null where nobody gave them a name.</param>
/// <param name="Identity">Who signed, as the certificate says; null for keys and where it is not verified.</param>
/// <param name="Reason">Why it is not verified.</param>
public sealed record VexSignature(string Verdict, string? Name = null, string? Identity = null, string? Reason = null)
{
    /// <summary>Nobody signed it.</summary>
    public static VexSignature Unsigned { get; } = new("unsigned");
}

namespace Plimsoll.Core.Vendors;

/// <summary>What became of the signature of a vendor.</summary>
/// <param name="Signer">Who signed; null when nobody who is trusted did.</param>
/// <param name="Reason">Why nobody is named; null when somebody is.</param>
/// <param name="IsForged">True when it claims to be of a key that is trusted and does not hold.</param>
/// <param name="Content">What the signature is over, or would be; empty when that cannot be told.</param>
public sealed record VendorSignature(string? Signer, string? Reason, bool IsForged, ReadOnlyMemory<byte> Content);

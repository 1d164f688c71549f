using Plimsoll.Trust.Certificates;
using Plimsoll.Trust.Logs;

namespace Plimsoll.Trust.Sigstore;

/// <summary>What came with a signature to prove whose it is and when it was made.</summary>
internal sealed record SignatureEvidence(IReadOnlyList<Certificate> Certificates, string? KeyHint, IReadOnlyList<LogEntry> Entries, IReadOnlyList<byte[]> Timestamps);

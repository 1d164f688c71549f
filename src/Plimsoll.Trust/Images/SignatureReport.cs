using Plimsoll.Core;

namespace Plimsoll.Trust.Images;

/// <summary>What became of one signature.</summary>
/// <param name="Family">One of <see cref="SignatureFamily"/>.</param>
/// <param name="Artifact">The manifest that holds it.</param>
/// <param name="Subject">The image that it is of.</param>
/// <param name="Verdict">The answer.</param>
public sealed record SignatureReport(string Family, Digest Artifact, Digest Subject, Verdict Verdict);

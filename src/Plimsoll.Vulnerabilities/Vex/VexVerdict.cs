using Plimsoll.Core;

namespace Plimsoll.Vulnerabilities.Vex;

/// <summary>Whose word a statement is, the weakest first.</summary>
public enum VexOrigin
{
    /// <summary>What is in the files themselves.</summary>
    Analysis,

    /// <summary>A collection of statements of others.</summary>
    Hub,

    /// <summary>The vendor of the distribution.</summary>
    Vendor,

    /// <summary>The author of the image.</summary>
    Author,

    /// <summary>People here, for a time.</summary>
    Triage,
}

/// <summary>A statement as it is weighed.</summary>
/// <param name="Statement">What is said.</param>
/// <param name="Origin">Whose word it is.</param>
/// <param name="IsTrusted">Whether policy lets it decide; what nobody signed is only shown.</param>
/// <param name="Expires">When it stops to count; null for never.</param>
public sealed record VexVoice(VexStatement Statement, VexOrigin Origin, bool IsTrusted, DateTimeOffset? Expires = null)
{
    /// <summary>Who signed the document; null where nobody asked.</summary>
    public VexSignature? Signature { get; init; }
}

/// <summary>What statements come to for one finding. They add a status to it and never take it away.</summary>
/// <param name="Decided">The statement that counts; null where there is none that may.</param>
/// <param name="Contradicting">Trusted statements that say something else.</param>
/// <param name="All">All that are about the finding, those first that weigh most; also those that nobody trusts or that are over.</param>
public sealed record VexVerdict(VexVoice? Decided, IReadOnlyList<VexVoice> Contradicting, IReadOnlyList<VexVoice> All)
{
    /// <summary>Weighs what is said: by whose word it is, then by how exactly it names the product, then the later one.</summary>
    /// <param name="voices">What is said, of whatever it is.</param>
    /// <param name="names">All names of the vulnerability.</param>
    /// <param name="image">The image.</param>
    /// <param name="package">The package of the finding.</param>
    /// <param name="now">The time, for what expires.</param>
    public static VexVerdict Of(IEnumerable<VexVoice> voices, IReadOnlyCollection<string> names, VexImage image, Purl package, DateTimeOffset now)
    {
        var about = voices.Where(voice => voice.Statement.Vulnerabilities.Any(names.Contains))
            .Select(voice => (Voice: voice, Specificity: VexProducts.Match(voice.Statement, image, package))).Where(found => found.Specificity != VexSpecificity.None)
            .OrderByDescending(found => found.Voice.Origin).ThenByDescending(found => found.Specificity).ThenByDescending(found => found.Voice.Statement.Timestamp)
            // Whatever else, the answer is the same whichever came first.
            .ThenBy(found => found.Voice.Statement.Status).ThenBy(found => found.Voice.Statement.Document.Value, StringComparer.Ordinal).Select(found => found.Voice).ToList();
        var counting = about.Where(voice => voice.IsTrusted && (voice.Expires is null || voice.Expires > now)).ToList();
        return counting is [var first, ..] ? new VexVerdict(first, [.. counting.Where(voice => voice.Statement.Status != first.Statement.Status)], about) : new VexVerdict(null, [], about);
    }
}

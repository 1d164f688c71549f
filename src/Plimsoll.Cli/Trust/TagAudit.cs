using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Trust;
using Plimsoll.Trust.Sigstore;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Cli.Trust;

/// <summary>A move of a tag as its statement says.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Digest">Where it led; null for a deletion.</param>
/// <param name="SignedAt">When it was signed.</param>
/// <param name="Actor">Who moved it.</param>
/// <param name="Expires">Until when it is good.</param>
internal sealed record TagStep(long Sequence, string? Digest, DateTimeOffset? SignedAt, string? Actor, DateTimeOffset Expires);

/// <summary>
/// Checks the statements about a tag, oldest first: each is signed by the registry and in its log, is about this tag, has a larger number than the one before and names it, so that none was left out; or renews the one before. And the newest one says
/// where the tag leads.
/// </summary>
internal sealed class TagAudit(TrustedRoot root, string name)
{
    private static readonly Expectation Registry = new Expectation.Identity(IdentityPattern.Matching("https?://[^/]+/id/server/registry"), IdentityPattern.Matching("https?://[^/]+"));

    private readonly SigstoreVerifier _verifier = new(root, Registry) { RequireLog = true };
    private string? _previous;

    /// <summary>The moves so far.</summary>
    public List<TagStep> Steps { get; } = [];

    /// <summary>Checks the next statement.</summary>
    /// <exception cref="RefusedException">It does not hold, or contradicts those before it.</exception>
    public void Add(JsonNode entry)
    {
        var bundle = Encoding.UTF8.GetBytes(entry["bundle"]!.ToJsonString(Plain));
        var statement = BundleStatement.TryRead(bundle) ?? throw new RefusedException("a statement about the tag is none");
        if (statement.PredicateType != PredicateTypes.TagBinding || statement.Subjects is not [var subject] || subject.Name != name) throw new RefusedException($"a statement is about {(statement.Subjects.Count > 0 ? statement.Subjects[0].Name : null) ?? "nothing"}, not about {name}");
        if (_verifier.Verify(bundle, Artifact.Of(subject.Digest)) is not Verdict.Verified verified || verified.Signer.Identity != verified.Signer.Issuer + "/id/server/registry")
            throw new RefusedException("a statement about the tag is not signed by the registry, or not in its log");
        var (sequence, digest) = (statement.Number("sequence") ?? throw new RefusedException("a statement about the tag has no number"), statement.Text("digest"));
        if (digest is not null && digest != subject.Digest.Value) throw new RefusedException($"statement {sequence} names two digests");
        var expires = DateTimeOffset.TryParse(statement.Text("expires"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : DateTimeOffset.MinValue;
        if (statement.Text("renewed") is not null)
        {
            // The same once more, with a later end: it hangs on the statement about the move.
            if (Steps.Count == 0 || Steps[^1].Sequence != sequence || Steps[^1].Digest != digest || statement.Text("previous") != _previous) throw new RefusedException($"statement {sequence} renews another one than the one before it");
            if (expires > Steps[^1].Expires) Steps[^1] = Steps[^1] with { Expires = expires };
            return;
        }
        if (Steps.Count > 0 && sequence <= Steps[^1].Sequence) throw new RefusedException($"statement {sequence} comes after {Steps[^1].Sequence}");
        if (Steps.Count > 0 && statement.Text("previous") != _previous) throw new RefusedException($"statement {sequence} does not follow {Steps[^1].Sequence}: one between them was left out, or there are two histories");
        if (Steps.Count == 0 && statement.Text("previous") is not null) throw new RefusedException($"the statements before {sequence} were left out");
        Steps.Add(new TagStep(sequence, digest, verified.SignedAt, statement.Text("actor"), expires));
        _previous = statement.Digest.Value;
    }

    /// <summary>Holds the newest statement against what the registry serves.</summary>
    /// <exception cref="RefusedException">They differ, or the statement is too old.</exception>
    public void Close(string? served, DateTimeOffset now)
    {
        if (Steps.Count == 0) throw new RefusedException("there is no statement about the tag");
        var last = Steps[^1];
        if (last.Digest != served) throw new RefusedException($"the tag leads to {served ?? "nothing"}, the newest statement says {last.Digest ?? "nothing"}");
        if (last.Digest is not null && last.Expires < now) throw new RefusedException($"the newest statement expired at {last.Expires:u}");
    }

    private static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

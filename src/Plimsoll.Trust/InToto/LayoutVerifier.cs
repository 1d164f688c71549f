using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Json;
using Plimsoll.Trust.Tuf;

namespace Plimsoll.Trust.InToto;

/// <summary>
/// Checks a supply chain by its in-toto layout: signed by its owners, not expired, each step done by those who may, with files that lead from one to the next.
/// Inspections run commands; a layout that has some is refused.
/// </summary>
/// <param name="owners">Keys of the owners by id; all must have signed.</param>
/// <param name="time">The clock.</param>
public sealed class LayoutVerifier(IReadOnlyDictionary<string, PublicKey> owners, TimeProvider time)
{
    private const int MaxSteps = 1000;

    /// <summary>Reads a public key as in-toto writes it; its id is the hash of the key and must be given.</summary>
    /// <exception cref="RefusedException">It is none.</exception>
    public static PublicKey ReadKey(ReadOnlyMemory<byte> json) => StrictJson.Read(json, "the key", DocumentKey.Read);

    /// <summary>
    /// A verifier for owners of whom only the keys are known: ids of keys are what the layout calls them. A key that did not sign the layout stands under an id that nothing has, so that it is missed.
    /// </summary>
    /// <param name="keys">The keys of all owners.</param>
    /// <param name="layout">The layout.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="RefusedException">What is given is no layout.</exception>
    public static LayoutVerifier Of(IReadOnlyList<PublicKey> keys, ReadOnlyMemory<byte> layout, TimeProvider time) => SignedDocument.Read(layout, "the layout", (document, _) =>
    {
        var owners = new Dictionary<string, PublicKey>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            var id = document.Signatures.Select(signature => signature.KeyId).FirstOrDefault(id => !owners.ContainsKey(id) && document.SignedBy(new Dictionary<string, PublicKey> { [id] = key }).Count == 1);
            owners[id ?? $"the key {key}"] = key;
        }
        return new LayoutVerifier(owners, time);
    });

    /// <summary>Checks a layout and the links that go with it.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="links">The links by file name, <c>step.keyid8.link</c>.</param>
    /// <param name="product">Name and SHA-256 of the file that should have come out of the last step; null to ask for none.</param>
    public Verdict Verify(ReadOnlyMemory<byte> layout, IReadOnlyDictionary<string, byte[]> links, (string Name, string Sha256)? product) => Verdict.Of(() => SignedDocument.Read(layout, "the layout", (document, signed) =>
    {
        if (signed.Text("_type") != "layout") throw new RefusedException("this is no layout");
        if (owners.Count == 0) throw new RefusedException("nobody is named who must have signed the layout");
        document.Require(owners, owners.Count, "the layout");
        if ((signed.Time("expires") ?? throw signed.Missing("expires")) is var expires && expires < time.GetUtcNow()) throw new RefusedException($"the layout expired at {expires:u}");
        if (signed.Objects("inspect", MaxSteps).Count > 0) throw new RefusedException("the layout has inspections, which run commands");
        var keys = DocumentKey.ReadAll(signed.Object("keys"));
        var steps = signed.Objects("steps", MaxSteps);
        if (steps.Count == 0) throw new RefusedException("the layout has no steps");
        var done = new Dictionary<string, Link>(StringComparer.Ordinal);
        foreach (var step in steps)
        {
            if (!done.TryAdd(step.Text("name"), Done(step, keys, links))) throw new RefusedException("the layout has a step twice");
        }
        foreach (var step in steps)
        {
            var link = done[step.Text("name")];
            ArtifactRules.Apply(Rules(step, "expected_materials"), link.Materials, link, done);
            ArtifactRules.Apply(Rules(step, "expected_products"), link.Products, link, done);
        }
        if (product is { } wanted && (!done[steps[^1].Text("name")].Products.TryGetValue(wanted.Name, out var digest) || digest != wanted.Sha256))
            throw new RefusedException($"{JsonObject.Shown(wanted.Name)} is not what came out of the last step");
        return new Verdict.Verified(new Signer("in-toto:" + string.Join(',', document.SignedBy(owners))), null);
    }));

    /// <summary>What enough people who may do a step say of it, all the same.</summary>
    private static Link Done(JsonObject step, Dictionary<string, PublicKey> keys, IReadOnlyDictionary<string, byte[]> links)
    {
        var (name, threshold) = (step.Text("name"), step.Number("threshold"));
        var valid = new List<Link>();
        foreach (var id in step.Texts("pubkeys", MaxSteps).Distinct(StringComparer.Ordinal))
        {
            if (id.Length < 8 || !keys.TryGetValue(id, out var key) || !links.TryGetValue($"{name}.{id[..8]}.link", out var file)) continue;
            var link = SignedDocument.Read(file, "a link", (document, signed) => document.SignedBy(new Dictionary<string, PublicKey> { [id] = key }).Count == 1 ? Link.Read(signed) : null);
            if (link is not null && link.Name == name) valid.Add(link);
        }
        if (threshold < 1 || valid.Count < threshold) throw new RefusedException($"the step '{JsonObject.Shown(name)}' requires at least {threshold} links validly signed; there are {valid.Count}");
        return valid.TrueForAll(valid[0].Agrees) ? valid[0] : throw new RefusedException($"those who did the step '{JsonObject.Shown(name)}' do not say the same of it");
    }

    private static IEnumerable<IReadOnlyList<string>> Rules(JsonObject step, string name) => step.Lists(name, MaxSteps);
}

using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.InToto;

/// <summary>What a step of a supply chain did (in-toto link): files before and after, with their digests.</summary>
internal sealed record Link(string Name, IReadOnlyDictionary<string, string> Materials, IReadOnlyDictionary<string, string> Products)
{
    public static Link Read(JsonObject signed)
    {
        if (signed.Text("_type") != "link") throw new RefusedException("a step is told by something that is no link; layouts in layouts are not followed");
        return new Link(signed.Text("name"), Artifacts(signed.Object("materials")), Artifacts(signed.Object("products")));
    }

    /// <summary>Whether two people say the same of a step.</summary>
    public bool Agrees(Link other) => Same(Materials, other.Materials) && Same(Products, other.Products);

    private static bool Same(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && left.All(artifact => right.TryGetValue(artifact.Key, out var digest) && digest == artifact.Value);

    private static Dictionary<string, string> Artifacts(JsonObject artifacts) => artifacts.Names.ToDictionary(name => name, name => artifacts.Object(name).Text("sha256"));
}

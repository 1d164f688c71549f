using Plimsoll.Core.Manifests;

namespace Plimsoll.Server.Pages.Images;

/// <summary>The overview of an index: its children.</summary>
internal sealed record IndexModel(ImageModel Image, IReadOnlyList<IndexLine> Children)
{
    /// <summary>Children that are looked into; an index may list thousands.</summary>
    private const int MaxLooked = 100;

    public static async Task<IndexModel> LoadAsync(HttpContext http, ImageModel image, InsideOfImages insides)
    {
        var lines = new List<IndexLine>();
        foreach (var child in image.Named.Manifest.Manifests.Take(MaxLooked))
            lines.Add(new IndexLine(child, await insides.FindAsync(http, image.Named.Repository, child.Digest)));
        return new IndexModel(image, lines);
    }
}

/// <summary>A child of an index.</summary>
internal sealed record IndexLine(Descriptor Child, Inside Inside)
{
    /// <summary>What it runs on, or what it is for where it runs on nothing: BuildKit marks attestations with the platform unknown/unknown.</summary>
    public string Platform => Child.Platform switch
    {
        { Os: "unknown" } => Child.Annotations.TryGetValue("vnd.docker.reference.type", out var type) ? type : "not an image",
        { } platform => platform.ToString(),
        null => "any",
    };
}

using System.Runtime.InteropServices;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Inspection.Sources;

/// <summary>Chooses the image of a platform from an index.</summary>
public static class PlatformChoice
{
    /// <summary><c>linux</c> on the architecture of this machine, in the words of Go, which platforms are written in.</summary>
    public static Platform Host { get; } = new("linux", RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.X86 => "386",
        Architecture.LoongArch64 => "loong64",
        var other => other.ToString().ToLowerInvariant(),
    });

    /// <summary>Reads <c>os/architecture[/variant]</c>, or an architecture alone for Linux.</summary>
    /// <exception cref="FormatException">The text is no platform.</exception>
    public static Platform Parse(string text)
    {
        var parts = text.Split('/');
        return parts.All(part => part.Length > 0) && parts.Length <= 3
            ? parts.Length == 1 ? new Platform("linux", parts[0]) : new Platform(parts[0], parts[1], parts.Length > 2 ? parts[2] : null)
            : throw new FormatException($"'{text}' is not a platform: expected os/architecture[/variant], such as linux/arm64.");
    }

    /// <summary>The children that are images. BuildKit keeps attestations under the platform unknown/unknown; they are no image.</summary>
    public static IReadOnlyList<Descriptor> Images(IReadOnlyList<Descriptor> manifests) =>
        [.. manifests.Where(m => m.Platform is not { Os: "unknown", Architecture: "unknown" } && !m.Annotations.ContainsKey("vnd.docker.reference.type"))];

    /// <summary>Chooses a child of an index.</summary>
    /// <param name="manifests">The children.</param>
    /// <param name="wanted">What was asked for; null takes the platform of this machine, else the first.</param>
    /// <exception cref="ImageNotFoundException">There is no such child; the message lists those there are.</exception>
    public static Descriptor Choose(IReadOnlyList<Descriptor> manifests, Platform? wanted)
    {
        var images = Images(manifests);
        if (images.Count == 0) throw new ImageNotFoundException("the index has no image in it, only attestations or nothing at all");
        return images.FirstOrDefault(m => Matches(m.Platform, wanted ?? Host))
            ?? (wanted is null ? images[0] : throw new ImageNotFoundException($"there is no image for {wanted}; there are {string.Join(", ", images.Select(m => m.Platform?.ToString() ?? "one without platform"))}"));
    }

    /// <summary>A variant that is not asked for matches any; v8 is what arm64 is without one (OCI image-spec, image-index.md, "Platform Variants").</summary>
    internal static bool Matches(Platform? there, Platform wanted) =>
        there is not null && there.Os == wanted.Os && there.Architecture == wanted.Architecture
        && (wanted.Variant is null || Variant(there) == Variant(wanted));

    private static string? Variant(Platform platform) => platform is { Architecture: "arm64", Variant: null } ? "v8" : platform.Variant;
}

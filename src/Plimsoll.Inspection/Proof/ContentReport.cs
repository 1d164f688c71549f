using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plimsoll.Inspection.Proof;

/// <summary>How much of an image is what vendors of packages signed.</summary>
public sealed record ContentReport
{
    /// <summary><c>verified</c>: all that packages own is what a vendor signed. <c>refused</c>: something was altered, or a signature is forged. <c>unknown</c>: something cannot be told.</summary>
    public required string Verdict { get; init; }

    /// <summary>Digest of the image; null for an unpacked root.</summary>
    public string? Image { get; init; }

    /// <summary>The distribution, such as <c>rocky 9.4</c>.</summary>
    public string? Os { get; init; }

    /// <summary>The image in numbers.</summary>
    public required ContentCounts Files { get; init; }

    /// <summary>Percentage of the files that packages own and that are what a vendor signed, with one decimal and never rounded up to 100; null when packages own no file.</summary>
    public double? Share { get; init; }

    /// <summary>The packages of the operating system.</summary>
    public IReadOnlyList<PackageProof> Packages { get; init; } = [];

    /// <summary>Files that are not what a vendor signed: altered ones first, then those that cannot be verified, then those of nobody. Where asked for, the verified ones too.</summary>
    public IReadOnlyList<FileProof> Listed { get; init; } = [];

    /// <summary>Files that would be listed and are not, because they are too many.</summary>
    public int LeftOut { get; init; }

    /// <summary>What could not be read, and why.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ContentReportJson.Default.ContentReport);

    /// <summary>Reads <see cref="ToJson"/>.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ContentReport FromJson(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, ContentReportJson.Default.ContentReport) ?? throw new JsonException("a report is an object");
}

/// <summary>Files by what became of them.</summary>
/// <param name="Verified">As a vendor signed them.</param>
/// <param name="Modified">Not as a vendor signed them.</param>
/// <param name="Unverifiable">Owned by a package, but nobody who is trusted signed what they should be.</param>
/// <param name="Unowned">Owned by no package.</param>
/// <param name="Runtime">Made at run time by what the package says (<c>%ghost</c>): the vendor ships no content for them.</param>
/// <param name="Absent">Listed by packages and not there.</param>
public sealed record ContentCounts(int Verified, int Modified, int Unverifiable, int Unowned, int Runtime, int Absent);

/// <summary>A package in the proof.</summary>
/// <param name="Type">Type by the package URL specification.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Arch">Its architecture.</param>
/// <param name="Verdict"><c>verified</c>, <c>modified</c>, <c>unverifiable</c> or <c>forged</c>.</param>
/// <param name="Signer">The key that vouches for it.</param>
/// <param name="Reason">Why none does.</param>
/// <param name="Files">Its files.</param>
public sealed record PackageProof(string Type, string Name, string Version, string? Arch, string Verdict, string? Signer, string? Reason, ContentCounts Files);

/// <summary>A file in the proof.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Verdict"><c>vendor-verified</c>, <c>modified</c>, <c>unverifiable</c> or <c>unowned</c>.</param>
/// <param name="Package">The package that owns it, by name.</param>
/// <param name="Layer">The layer that brought it.</param>
/// <param name="Reason">Why it is not verified.</param>
/// <param name="Explained">Why that is no surprise: <c>configuration</c> or <c>may-change</c>; null when it is one.</param>
/// <param name="Agrees">Of an unverifiable file: whether it is what the package manager wrote down, which nobody signed; null when that cannot be told.</param>
public sealed record FileProof(string Path, string Verdict, string? Package, int Layer, string? Reason, string? Explained = null, bool? Agrees = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ContentReport))]
internal sealed partial class ContentReportJson : JsonSerializerContext;

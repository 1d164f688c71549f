using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plimsoll.Core.Facts;

/// <summary>Whether everything that could hold packages was read. Partial is never clean: a policy may treat it as a refusal.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Completeness>))]
public enum Completeness
{
    /// <summary>Nothing that could hold packages was left unread.</summary>
    [JsonStringEnumMemberName("complete")] Complete,

    /// <summary>Something was not read; the notes and findings say what and why.</summary>
    [JsonStringEnumMemberName("partial")] Partial,
}

/// <summary>
/// What is inside one image: the document that <c>plimsoll inspect --format json</c> prints and <c>GET /api/v1/inspection</c> answers. The same
/// image read by the same scanner gives the same bytes: lists and maps are ordered, nulls are left out, no time of reading is kept.
/// </summary>
public sealed record InspectionDocument
{
    /// <summary>The image as its manifest and configuration describe it.</summary>
    public required ImageFacts Image { get; init; }

    /// <summary>The distribution by os-release; null when the image has none.</summary>
    public OsFacts? Os { get; init; }

    /// <summary>Whether everything that could hold packages was read.</summary>
    public required Completeness Completeness { get; init; }

    /// <summary>The layers, lowest first. A root file system is one layer with index 0.</summary>
    public IReadOnlyList<LayerSummary> Layers { get; init; } = [];

    /// <summary>The packages that are installed in the image, in order of type, name, architecture and version.</summary>
    public IReadOnlyList<PackageFacts> Packages { get; init; } = [];

    /// <summary>Packages that are only named in the image, in lock files for instance; nothing shows that they are there.</summary>
    public IReadOnlyList<PackageFacts>? Declared { get; init; }

    /// <summary>Packages of lower layers that a higher one removed or replaced: their bytes are shipped all the same.</summary>
    public IReadOnlyList<PackageFacts>? Removed { get; init; }

    /// <summary>Executables and shared libraries that no package owns, with what they tell about themselves, in order of path.</summary>
    public IReadOnlyList<UnownedExecutable>? Executables { get; init; }

    /// <summary>Configuration files and where they come from, in order of path.</summary>
    public IReadOnlyList<ConfigurationFile>? ConfigurationFiles { get; init; }

    /// <summary>Statements about vulnerabilities (VEX) that lie in the image, in order of path.</summary>
    public IReadOnlyList<EmbeddedStatement>? Statements { get; init; }

    /// <summary>What is wrong with the image, in order of layer.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>What could not be read, or is worth saying, in order of layer.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>The document as UTF-8 JSON on one line.</summary>
    public byte[] ToJson() => FactsJson.Write(this, isIndented: false).ToArray();

    /// <summary>The document as indented JSON, for people.</summary>
    public string ToIndentedJson() => Encoding.UTF8.GetString(FactsJson.Write(this, isIndented: true));

    /// <summary>Reads a document that <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">The bytes are no such document.</exception>
    public static InspectionDocument FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, FactsJson.Default.InspectionDocument) ?? throw new JsonException("an inspection document is an object, not null");
}

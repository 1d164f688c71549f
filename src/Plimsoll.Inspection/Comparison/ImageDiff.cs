using System.Text.Json;
using System.Text.Json.Serialization;
using Plimsoll.Core;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Comparison;

/// <summary>How two things differ.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DiffKind>))]
public enum DiffKind
{
    /// <summary>Only the second image has it.</summary>
    [JsonStringEnumMemberName("added")] Added,

    /// <summary>Only the first image has it.</summary>
    [JsonStringEnumMemberName("removed")] Removed,

    /// <summary>The second image has a later version.</summary>
    [JsonStringEnumMemberName("upgraded")] Upgraded,

    /// <summary>The second image has an earlier version.</summary>
    [JsonStringEnumMemberName("downgraded")] Downgraded,

    /// <summary>Both have it, in another form.</summary>
    [JsonStringEnumMemberName("changed")] Changed,
}

/// <summary>How one image became another: the document of <c>plimsoll diff --format json</c> and <c>GET /api/v1/diff</c>. Lists are in a fixed order.</summary>
public sealed record ImageDiff
{
    /// <summary>The first image.</summary>
    public required ComparedImage From { get; init; }

    /// <summary>The second image.</summary>
    public required ComparedImage To { get; init; }

    /// <summary>What it comes to, in one sentence.</summary>
    public required string Verdict { get; init; }

    /// <summary>True when nothing differs that is compared. Never true when one of them could be read in part only.</summary>
    public required bool Same { get; init; }

    /// <summary>Partial when one of the images could be read in part only: what is missing may be in what was not read.</summary>
    public required Completeness Completeness { get; init; }

    /// <summary>The packages.</summary>
    public required PackageDiff Packages { get; init; }

    /// <summary>The files.</summary>
    public required FileDiff Files { get; init; }

    /// <summary>Configuration, environment, labels, platform, system.</summary>
    public IReadOnlyList<SettingDiff> Configuration { get; init; } = [];

    /// <summary>The instructions that made them.</summary>
    public required HistoryDiff History { get; init; }

    /// <summary>Licences that came or went.</summary>
    public IReadOnlyList<LicenceDiff> Licences { get; init; } = [];

    /// <summary>Findings that came or went, secrets among them, the worst first.</summary>
    public IReadOnlyList<FindingDiff> Findings { get; init; } = [];

    /// <summary>The layers.</summary>
    public required LayerDiff Layers { get; init; }

    /// <summary>The document as UTF-8 JSON on one line.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, DiffJson.Compact.ImageDiff);

    /// <summary>The document as indented JSON, for people.</summary>
    public string ToIndentedJson() => JsonSerializer.Serialize(this, DiffJson.Indented.ImageDiff);
}

/// <summary>One of the two images.</summary>
public sealed record ComparedImage
{
    /// <summary>As it was asked for.</summary>
    public required string Reference { get; init; }

    /// <summary>Digest of the manifest; null where there is none.</summary>
    public Digest? Digest { get; init; }

    /// <summary><c>os/architecture[/variant]</c>.</summary>
    public string? Platform { get; init; }

    /// <summary>When it was built, in the words of the image.</summary>
    public string? Created { get; init; }

    /// <summary>The distribution.</summary>
    public string? System { get; init; }

    /// <summary>Bytes to transfer.</summary>
    public long Size { get; init; }

    /// <summary>Bytes of the files that are there.</summary>
    public long Bytes { get; init; }

    /// <summary>Files that are there.</summary>
    public int Files { get; init; }

    /// <summary>Packages.</summary>
    public int Packages { get; init; }
}

/// <summary>The layers of two images.</summary>
/// <param name="From">How many the first one has.</param>
/// <param name="To">How many the second one has.</param>
/// <param name="Shared">How many they have in common from the lowest on, by what they unpack to.</param>
public sealed record LayerDiff(int From, int To, int Shared);

/// <summary>One setting.</summary>
/// <param name="Name">Which, such as <c>user</c>, <c>env PATH</c> or <c>label maintainer</c>.</param>
/// <param name="From">What it was; null when it was not set.</param>
/// <param name="To">What it is; null when it is not set.</param>
public sealed record SettingDiff(string Name, string? From, string? To);

/// <summary>The instructions of two images.</summary>
/// <param name="Shared">How many they have in common from the first on.</param>
/// <param name="From">Those of the first image behind them.</param>
/// <param name="To">Those of the second image behind them.</param>
public sealed record HistoryDiff(int Shared, IReadOnlyList<string> From, IReadOnlyList<string> To);

/// <summary>A licence that came or went.</summary>
/// <param name="Licence">The licence, an SPDX expression where one could be made.</param>
/// <param name="Change">Whether it came or went.</param>
/// <param name="Packages">The packages under it, <c>type:name</c>.</param>
public sealed record LicenceDiff(string Licence, DiffKind Change, IReadOnlyList<string> Packages);

/// <summary>A finding that came or went.</summary>
/// <param name="Change">Whether it came or went.</param>
/// <param name="Finding">The finding, with the layer of the image that has it.</param>
public sealed record FindingDiff(DiffKind Change, Finding Finding);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImageDiff))]
internal sealed partial class DiffJson : JsonSerializerContext
{
    public static DiffJson Compact => field ??= new(new JsonSerializerOptions(Default.Options!) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static DiffJson Indented => field ??= new(new JsonSerializerOptions(Default.Options!) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true });
}

using System.Text.Json.Serialization;

namespace Plimsoll.Core.Facts;

/// <summary>What tells a licence.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LicenceMethod>))]
public enum LicenceMethod
{
    /// <summary>The metadata of the package.</summary>
    [JsonStringEnumMemberName("metadata")] Metadata,

    /// <summary>Debian's machine-readable copyright file.</summary>
    [JsonStringEnumMemberName("copyright-file")] CopyrightFile,

    /// <summary>A text that was recognised, or a notice in it.</summary>
    [JsonStringEnumMemberName("text")] Text,

    /// <summary>Nothing did.</summary>
    [JsonStringEnumMemberName("none")] None,
}

/// <summary>Where a licence was read, and how its words were understood.</summary>
public sealed record LicenceOrigin
{
    /// <summary>What told it.</summary>
    public required LicenceMethod Method { get; init; }

    /// <summary>The file that it was read from, an absolute path in the image.</summary>
    public string? Path { get; init; }

    /// <summary>Index of the layer that brought that file.</summary>
    public int? Layer { get; init; }

    /// <summary>How sure it is that this is what the package means.</summary>
    public required Confidence Confidence { get; init; }

    /// <summary>Words that are no SPDX, with what they were taken for.</summary>
    public IReadOnlyDictionary<string, string>? Mapped { get; init; }

    /// <summary>Words that mean nothing here. In the expression a reference stands for them.</summary>
    public IReadOnlyList<string>? Unknown { get; init; }

    /// <summary>Why no licence is known.</summary>
    public string? Reason { get; init; }

    /// <summary>In one line, for tables.</summary>
    public override string ToString() => Path is null ? $"{Method}" : $"{Method} {Path}";
}

/// <summary>The licence of a part of a package.</summary>
/// <param name="Licence">SPDX expression.</param>
/// <param name="Files">Patterns of files of the source, separated by spaces; those that are too many end with <c>…</c>.</param>
public sealed record LicencePart(string Licence, string Files)
{
    /// <summary>In one line, for tables.</summary>
    public override string ToString() => $"{Licence}: {Files}";
}

/// <summary>A file with the text of a licence, or with notices.</summary>
/// <param name="Path">Absolute path in the image.</param>
/// <param name="Layer">Index of the layer that has its content.</param>
public sealed record LicenceFile(string Path, int Layer)
{
    /// <summary>The path, for tables.</summary>
    public override string ToString() => Path;
}

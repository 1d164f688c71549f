using System.Text.Json.Serialization;

namespace Plimsoll.Core.Facts;

/// <summary>How sure it is that a package is there, with this name and version.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Confidence>))]
public enum Confidence
{
    /// <summary>Guessed, by a version string or the name of a file.</summary>
    [JsonStringEnumMemberName("low")] Low,

    /// <summary>Told by a manifest that may be incomplete, or by a package manager whose database was removed since.</summary>
    [JsonStringEnumMemberName("medium")] Medium,

    /// <summary>Told by the package manager that installed it, or by the manifest that belongs to it.</summary>
    [JsonStringEnumMemberName("high")] High,
}

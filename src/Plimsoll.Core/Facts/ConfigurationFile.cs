using System.Text.Json.Serialization;

namespace Plimsoll.Core.Facts;

/// <summary>Where a configuration file comes from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConfigurationFileState>))]
public enum ConfigurationFileState
{
    /// <summary>It is what a package installed.</summary>
    [JsonStringEnumMemberName("installed")] Installed,

    /// <summary>A package brought it, and it was changed.</summary>
    [JsonStringEnumMemberName("changed")] Changed,

    /// <summary>No package brought it.</summary>
    [JsonStringEnumMemberName("added")] Added,

    /// <summary>A package brought it, but keeps no digest to compare it with.</summary>
    [JsonStringEnumMemberName("unknown")] Unknown,
}

/// <summary>A configuration file of an image.</summary>
public sealed record ConfigurationFile
{
    /// <summary>Absolute path in the image.</summary>
    public required string Path { get; init; }

    /// <summary>Index of the layer that last wrote it.</summary>
    public required int Layer { get; init; }

    /// <summary>Where it comes from.</summary>
    public required ConfigurationFileState State { get; init; }

    /// <summary>The package that owns it, <c>type:name</c>; null where none does.</summary>
    public string? Owner { get; init; }
}

using System.Text.Json.Serialization;

namespace Plimsoll.Core.Facts;

/// <summary>How much a finding matters.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    [JsonStringEnumMemberName("info")] Info,

    /// <summary>Should be better.</summary>
    [JsonStringEnumMemberName("low")] Low,

    /// <summary>Should be looked at.</summary>
    [JsonStringEnumMemberName("medium")] Medium,

    /// <summary>Must be looked at.</summary>
    [JsonStringEnumMemberName("high")] High,

    /// <summary>Must not run.</summary>
    [JsonStringEnumMemberName("critical")] Critical,
}

/// <summary>Something that is wrong with an image, as opposed to something that could not be read (<see cref="Note"/>).</summary>
public sealed record Finding
{
    /// <summary>One of <see cref="FindingKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Path in the image as the layer writes it, or the digest of the layer when the finding is about all of it.</summary>
    public required string Path { get; init; }

    /// <summary>Index of the layer; null when the finding is about the image.</summary>
    public int? Layer { get; init; }

    /// <summary>Index of the layer that hides the file again; its bytes are shipped all the same. Null while it is visible.</summary>
    public int? DeletedIn { get; init; }

    /// <summary>How much it matters.</summary>
    public required Severity Severity { get; init; }

    /// <summary>What is wrong, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The package that owns the file, <c>type:name</c>.</summary>
    public string? Owner { get; init; }

    /// <summary>What found it, where a kind has several rules: the id of a rule for secrets, for instance.</summary>
    public string? Rule { get; init; }
}

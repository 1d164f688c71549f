using System.Text.Json.Serialization;

namespace Plimsoll.Core.Facts;

/// <summary>
/// What a licence asks of whoever passes the software on, from the mildest to the strictest. Where several licences apply together the strictest of them counts, where
/// one may be chosen the mildest.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<LicenceClass>))]
public enum LicenceClass
{
    /// <summary>Nothing at all.</summary>
    [JsonStringEnumMemberName("public-domain")] PublicDomain,

    /// <summary>At most that notices are kept.</summary>
    [JsonStringEnumMemberName("permissive")] Permissive,

    /// <summary>Nobody can tell. Among licences that apply together this outweighs what is mild, and no copyleft.</summary>
    [JsonStringEnumMemberName("unknown")] Unknown,

    /// <summary>The source of what it covers, file by file or library by library; programs that use it are free to have another licence.</summary>
    [JsonStringEnumMemberName("weak-copyleft")] WeakCopyleft,

    /// <summary>The source of the whole program, under the same licence.</summary>
    [JsonStringEnumMemberName("strong-copyleft")] StrongCopyleft,

    /// <summary>The source also for those who only use it over a network.</summary>
    [JsonStringEnumMemberName("network-copyleft")] NetworkCopyleft,

    /// <summary>Some uses are forbidden or cost money: no free licence.</summary>
    [JsonStringEnumMemberName("source-available")] SourceAvailable,
}

using System.Collections;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Plimsoll.Core.Advisories;

/// <summary>
/// The one JSON form of advisories: properties in the order of the type, nothing that is absent or empty, no white space. Equal records have equal bytes, so the hash of the bytes tells whether
/// a record changed.
/// </summary>
public static class AdvisoryJson
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashSize = 32;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        // Text as it is: the bytes are never put into HTML unescaped.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = AdvisoryJsonContext.Default.WithAddedModifier(LeaveOutEmptyLists),
        Converters =
        {
            new RangeEventConverter(),
            new JsonStringEnumConverter<SeverityScale>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            new JsonStringEnumConverter<AffectedStatus>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            new JsonStringEnumConverter<PackageLevel>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            new JsonStringEnumConverter<RangeScheme>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            new JsonStringEnumConverter<RangeMeaning>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
        },
    };

    private static readonly JsonTypeInfo<Advisory> Advisories = (JsonTypeInfo<Advisory>)Options.GetTypeInfo(typeof(Advisory));
    private static readonly JsonTypeInfo<AffectedPackage> Statements = (JsonTypeInfo<AffectedPackage>)Options.GetTypeInfo(typeof(AffectedPackage));

    /// <summary>Writes a record.</summary>
    public static byte[] Write(Advisory advisory) => JsonSerializer.SerializeToUtf8Bytes(advisory, Advisories);

    /// <summary>Writes a statement about a package.</summary>
    public static byte[] Write(AffectedPackage affected) => JsonSerializer.SerializeToUtf8Bytes(affected, Statements);

    /// <summary>Reads what <see cref="Write(Advisory)"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static Advisory ReadAdvisory(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, Advisories) ?? throw new JsonException("An advisory is an object.");

    /// <summary>Reads what <see cref="Write(AffectedPackage)"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static AffectedPackage ReadAffected(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, Statements) ?? throw new JsonException("A statement about a package is an object.");

    /// <summary>SHA-256 of the form of a record: of its head, which is the record without statements, and of each statement.</summary>
    public static byte[] Hash(Advisory advisory) => Hash(Write(advisory with { Affected = [] }), advisory.Affected.Select(Write));

    /// <summary>The same of a record that was written in parts already.</summary>
    public static byte[] Hash(byte[] head, IEnumerable<byte[]> statements)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head);
        foreach (var statement in statements) hash.AppendData(statement);
        return hash.GetHashAndReset();
    }

    private static void LeaveOutEmptyLists(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.PropertyType.IsAssignableTo(typeof(IEnumerable)) && property.PropertyType != typeof(string))
                property.ShouldSerialize = static (_, value) => value is IReadOnlyCollection<object> { Count: > 0 } or IReadOnlyCollection<RangeEvent> { Count: > 0 };
        }
    }
}

/// <summary>Generated code for the records.</summary>
[JsonSerializable(typeof(Advisory))]
[JsonSerializable(typeof(AffectedPackage))]
internal sealed partial class AdvisoryJsonContext : JsonSerializerContext;

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Plimsoll.Server.Exposure;

namespace Plimsoll.Cli.Vulns;

/// <summary>The document that scripts read; the same that <c>GET /api/v1/findings</c> answers.</summary>
internal static class VulnsJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public static string Write(ImageFindings findings) => JsonSerializer.Serialize(findings, Options) + "\n";
}

using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Server.Auth;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Registry;

/// <summary>What refers to a manifest (distribution-spec, "Listing Referrers"). An unknown subject has an empty list, never an error.</summary>
internal sealed class ReferrerEndpoints(RegistryServices services)
{
    /// <summary>Many clients do not follow links here, so a page ends only where their limit for an index ends.</summary>
    private const int MaxPageBytes = 4_000_000;

    private const int BatchSize = 500;

    public async Task ListAsync(RegistryRequest request)
    {
        request.Require(Permission.Pull);
        var subject = request.Digest;
        var types = request.Http.Request.Query["artifactType"].Where(t => !string.IsNullOrEmpty(t)).Select(t => t!).Distinct(StringComparer.Ordinal).ToList();
        Digest? after = Digest.TryParse(request.Query("last"), out var last) ? last : null;
        var referrers = new List<ReferrerRecord>();
        var next = await CollectAsync(request, subject, types, after, referrers);

        if (types.Count > 0) request.Http.Response.Headers["OCI-Filters-Applied"] = "artifactType";
        if (next is { } link)
        {
            var filter = string.Concat(types.Select(t => "&artifactType=" + Uri.EscapeDataString(t)));
            request.Http.Response.Headers.Link = $"</v2/{request.Repository}/referrers/{subject}?last={Uri.EscapeDataString(link.Value)}{filter}>; rel=\"next\"";
        }
        await JsonOutput.SendAsync(request.Http, JsonOutput.Render(json => Write(json, referrers)), MediaTypes.OciIndex);
    }

    /// <summary>Fills one page; the digest after which the next one starts, or null.</summary>
    private async Task<Digest?> CollectAsync(RegistryRequest request, Digest subject, List<string> types, Digest? after, List<ReferrerRecord> referrers)
    {
        var bytes = 0L;
        while (true)
        {
            var batch = await services.Metadata.Manifests.ListReferrersAsync(request.Repository, subject, types, after, BatchSize, request.Aborted);
            foreach (var referrer in batch)
            {
                bytes += 300 + referrer.Annotations.Sum(a => a.Key.Length + a.Value.Length + 8L);
                if (bytes > MaxPageBytes && referrers.Count > 0) return referrers[^1].Digest;
                referrers.Add(referrer);
            }
            if (batch.Count < BatchSize) return null;
            after = batch[^1].Digest;
        }
    }

    private static void Write(Utf8JsonWriter json, List<ReferrerRecord> referrers)
    {
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", MediaTypes.OciIndex);
        json.WriteStartArray("manifests");
        foreach (var referrer in referrers)
        {
            json.WriteStartObject();
            json.WriteString("mediaType", referrer.MediaType);
            json.WriteString("digest", referrer.Digest.Value);
            json.WriteNumber("size", referrer.Size);
            if (referrer.ArtifactType is { } type) json.WriteString("artifactType", type);
            if (referrer.Annotations.Count > 0)
            {
                json.WriteStartObject("annotations");
                foreach (var (key, value) in referrer.Annotations) json.WriteString(key, value);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

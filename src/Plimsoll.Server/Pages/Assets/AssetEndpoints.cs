using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Plimsoll.Server.Pages.Assets;

/// <summary>Style, script and icon: a few kilobytes, kept in the program and named by their content, so that browsers never ask twice.</summary>
internal static class AssetEndpoints
{
    private static readonly FrozenDictionary<string, Asset> Assets = new[] { ("plimsoll.css", "text/css"), ("report.css", "text/css"), ("copy.js", "text/javascript"), ("icon.svg", "image/svg+xml") }
        .Select(file => Asset.Load(file.Item1, file.Item2)).ToFrozenDictionary(asset => asset.Name);

    /// <summary>The address of an asset, which changes with its content.</summary>
    public static string AddressOf(string name) => $"/assets/{name}?v={Assets[name].Version}";

    /// <summary>The text of an asset, for files that have to stand alone.</summary>
    public static string TextOf(string name) => Encoding.UTF8.GetString(Assets[name].Content);

    public static void MapAssets(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/assets/{name}", (string name, HttpContext http) =>
        {
            if (!Assets.TryGetValue(name, out var asset)) return Results.NotFound();
            http.Response.Headers.CacheControl = http.Request.Query["v"] == asset.Version ? "public, max-age=31536000, immutable" : "no-cache";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return Results.Bytes(asset.Content, asset.MediaType);
        }).ExcludeFromDescription();
        endpoints.MapGet("/favicon.ico", () => Results.Redirect(AddressOf("icon.svg"))).ExcludeFromDescription();
    }

    private sealed record Asset(string Name, string MediaType, byte[] Content, string Version)
    {
        public static Asset Load(string name, string mediaType)
        {
            using var stream = typeof(AssetEndpoints).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in the program");
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return new Asset(name, mediaType, content, Convert.ToHexStringLower(SHA256.HashData(content))[..12]);
        }
    }
}

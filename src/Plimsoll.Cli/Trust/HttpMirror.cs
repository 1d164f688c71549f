using System.Net;
using Plimsoll.Inspection.Proof;

namespace Plimsoll.Cli.Trust;

/// <summary>A mirror of a distribution at an address.</summary>
internal sealed class HttpMirror(Uri address) : VendorMirror
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromMinutes(10) };

    private readonly string _address = address.AbsoluteUri.TrimEnd('/') + "/";

    /// <summary>Nobody can list what is there: the usual names are tried.</summary>
    public override IReadOnlyList<string> Releases(string? suite) => suite is null
        ? ["InRelease"]
        : [$"dists/{suite}/InRelease", $"dists/{suite}-updates/InRelease", $"dists/{suite}-security/InRelease", "InRelease"];

    public override async ValueTask<Stream?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        if (path.Split('/').Contains("..")) return null;
        try
        {
            var response = await Http.GetAsync(new Uri(_address + escaped), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode) return await response.Content.ReadAsStreamAsync(cancellationToken);
            response.Dispose();
            return response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden ? null : throw new IOException($"{_address}{path} answers {(int)response.StatusCode}");
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"{_address}{path}: {e.Message}", e);
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Trust;

/// <summary>
/// What verification adds to the push of an image with three signatures: a bundle, cosign's tag, the Notary Project's. Two servers get images of the same kind in turn, one that verifies and vouches as it does by default, one
/// that does neither. Twice counted: what the pusher waits for, and until everything is found out, stored and can be read.
/// </summary>
internal static class PushCost
{
    private const int Pairs = 60;
    private const int Warmup = 10;
    private const double MostMilliseconds = 30;

    private static readonly Dictionary<string, string> Off = new()
    {
        ["PLIMSOLL__SIGNATURES__VERIFY"] = "false",
        ["PLIMSOLL__VOUCHING__STATEMENTS"] = "false",
        ["PLIMSOLL__VOUCHING__TAGBINDINGS"] = "false",
        ["PLIMSOLL__VOUCHING__FIRSTUSE"] = "off",
    };

    /// <summary>Measures and prints; false when it takes longer than it may.</summary>
    public static async Task<bool> RunAsync(string program, string folder)
    {
        using var workspace = new Workspace(folder);
        using var verifying = PlimsollServer.Start(Role.Subject, workspace, program);
        using var plain = PlimsollServer.Start(Role.Twin, workspace, program, Off);
        using var signers = new ThreeSigners();
        using var on = Client(verifying);
        using var off = Client(plain);
        foreach (var (name, identity) in signers.Identities) (await on.PutAsJsonAsync($"/api/v1/identities/{name}", identity)).EnsureSuccessStatusCode();
        var (waited, known) = (new List<double>(), new List<double>());
        for (var pair = -Warmup; pair < Pairs; pair++)
        {
            var (with, without) = pair % 2 == 0 ? (await PushAsync(on, signers, pair, true), await PushAsync(off, signers, pair, false)) : Swap(await PushAsync(off, signers, pair, false), await PushAsync(on, signers, pair, true));
            if (pair < 0) continue;
            waited.Add(with.Pushed - without.Pushed);
            known.Add(with.Known - without.Pushed);
        }
        var (wait, know) = (Sample.Median(waited), Sample.Median(known));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"push with three signatures: verification adds {wait:F1} ms to what the pusher waits for, {know:F1} ms until all facts are stored and read (medians of {Pairs} pairs); bar {MostMilliseconds:F0} ms: {TrustRun.Word(know < MostMilliseconds)}"));
        return know < MostMilliseconds;
    }

    private static ((double Pushed, double Known) With, (double Pushed, double Known) Without) Swap((double, double) without, (double, double) with) => (with, without);

    private static HttpClient Client(Target target)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://{target.Address}") };
        http.DefaultRequestHeaders.Authorization = target.Login.Basic;
        return http;
    }

    /// <summary>Milliseconds until the last answer to the pusher, and until the facts can be read.</summary>
    private static async Task<(double Pushed, double Known)> PushAsync(HttpClient http, ThreeSigners signers, int number, bool waits)
    {
        var repository = $"bench/signed-{number + Warmup}";
        var artifacts = signers.Sign(RandomNumberGenerator.GetBytes(64 << 10));
        var started = Stopwatch.GetTimestamp();
        foreach (var artifact in artifacts)
        {
            foreach (var blob in artifact.Blobs) await PutBlobAsync(http, repository, blob);
            using var manifest = new ByteArrayContent(artifact.Manifest) { Headers = { ContentType = new("application/vnd.oci.image.manifest.v1+json") } };
            using var put = await http.PutAsync($"/v2/{repository}/manifests/{artifact.Reference}", manifest);
            put.EnsureSuccessStatusCode();
        }
        var pushed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        while (waits && !await IsKnownAsync(http, $"{repository}@{artifacts[0].Reference}"))
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(1)) throw new BenchException("the signatures were not verified within a minute");
        }
        return (pushed, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private static async Task PutBlobAsync(HttpClient http, string repository, byte[] blob)
    {
        using var begun = await http.PostAsync($"/v2/{repository}/blobs/uploads/", null);
        begun.EnsureSuccessStatusCode();
        var location = begun.Headers.Location!.ToString();
        using var body = new ByteArrayContent(blob) { Headers = { ContentType = new("application/octet-stream") } };
        using var put = await http.PutAsync($"{location}{(location.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={Core.Digest.Of(blob)}", body);
        put.EnsureSuccessStatusCode();
    }

    private static async Task<bool> IsKnownAsync(HttpClient http, string image)
    {
        using var document = JsonDocument.Parse(await http.GetByteArrayAsync($"/api/v1/trust?image={image}"));
        var signatures = document.RootElement.GetProperty("signatures");
        if (document.RootElement.GetProperty("pending").GetBoolean() || signatures.GetArrayLength() < ThreeSigners.Count) return false;
        foreach (var signature in signatures.EnumerateArray())
        {
            if (signature.GetProperty("verdict").GetString() != "verified") throw new BenchException($"a signature is not verified: {signature}");
        }
        return true;
    }
}

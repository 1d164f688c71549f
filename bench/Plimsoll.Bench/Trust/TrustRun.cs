using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Plimsoll.Bench.Servers;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Bench.Trust;

/// <summary>How many entries in a second the transparency log takes, each durable and proven when its answer comes; how long the verification of a bundle lasts, with the start of the program, and what verification adds to a push.</summary>
internal static class TrustRun
{
    public const string Verb = "trust";

    private const int Posters = 64;
    private const int Repetitions = 20;
    private const double LeastEntries = 200;
    private const double MostMilliseconds = 200;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    /// <summary>Measures; the exit status.</summary>
    public static async Task<int> RunAsync(string program, string folder)
    {
        await PushCost.RunAsync(program, folder);
        using var workspace = new Workspace(folder);
        using var target = PlimsollServer.Start(Role.Subject, workspace, program, new Dictionary<string, string> { ["PLIMSOLL__TRUST__KEYENTRIESPERMINUTE"] = "1000000" });
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://{target.Address}") };
        using var key = PrivateKey.Generate();
        await PostAsync(http, key, 0);
        var (entries, slowest) = await AppendAsync(http, key);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"log: {entries:F0} entries/s durable and proven, {Posters} at a time, slowest answer {slowest:F0} ms; bar {LeastEntries:F0}/s: {Word(entries >= LeastEntries)}"));
        var (inside, whole) = await VerifyAsync(http, workspace, program);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"verify: a bundle in {inside:F1} ms, with the start of the program {whole:F0} ms (median of {Repetitions}); bar {MostMilliseconds:F0} ms: {Word(whole < MostMilliseconds)}"));
        return 0;
    }

    private static async Task<(double Rate, double Slowest)> AppendAsync(HttpClient http, PrivateKey key)
    {
        var (count, slowest) = (0, 0.0);
        var gate = new Lock();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Posters).Select(poster => Task.Run(async () =>
        {
            for (var i = 1; Stopwatch.GetElapsedTime(started) < Duration; i++)
            {
                var sent = Stopwatch.GetTimestamp();
                await PostAsync(http, key, poster * 1_000_000 + i);
                lock (gate) (count, slowest) = (count + 1, Math.Max(slowest, Stopwatch.GetElapsedTime(sent).TotalMilliseconds));
            }
        })));
        return (count / Stopwatch.GetElapsedTime(started).TotalSeconds, slowest);
    }

    private static async Task<byte[]> PostAsync(HttpClient http, PrivateKey key, int number)
    {
        var digest = SHA256.HashData(BitConverter.GetBytes(number));
        var proposal = new LogProposal(HashKind.Sha256, digest, key.SignHash(digest), key.PublicKey.Spki.ToArray(), false);
        using var answer = await http.PostAsync("/trust/log/api/v2/log/entries", new ByteArrayContent(proposal.WriteRequest()));
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync() : throw new BenchException($"the log answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    private static async Task<(double Inside, double Whole)> VerifyAsync(HttpClient http, Workspace workspace, string program)
    {
        using var key = PrivateKey.Generate();
        var content = RandomNumberGenerator.GetBytes(1 << 20);
        var digest = Core.Digest.Of(content);
        var bundle = await new KeySigner(key).SignDigestAsync(digest, CancellationToken.None);
        using var config = JsonDocument.Parse(await http.GetByteArrayAsync("/.well-known/plimsoll-trust.json"));
        var root = config.RootElement.GetProperty("trustedRoot").GetRawText();
        var verifier = new SigstoreVerifier(TrustedRoot.Read(System.Text.Encoding.UTF8.GetBytes(root)), new Expectation.Key(key.PublicKey));
        var inside = Median(() =>
        {
            if (verifier.Verify(bundle, Artifact.Of(content)) is not Verdict.Verified) throw new BenchException("the bundle does not verify");
        });
        string[] files = [workspace.Write("bundle.json", System.Text.Encoding.UTF8.GetString(bundle)), workspace.Write("key.pub", PemEncoding.WriteString("PUBLIC KEY", key.PublicKey.Spki.Span)), workspace.Write("root.json", root)];
        var whole = Median(() =>
        {
            using var run = Process.Start(new ProcessStartInfo(program, ["verify-bundle", "--bundle", files[0], "--key", files[1], "--trusted-root", files[2], digest.Value]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            run.WaitForExit();
            if (run.ExitCode != 0) throw new BenchException("the bundle does not verify");
        });
        return (inside, whole);
    }

    private static double Median(Action action)
    {
        action();
        return Enumerable.Range(0, Repetitions).Select(_ =>
        {
            var started = Stopwatch.GetTimestamp();
            action();
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }).Order().ElementAt(Repetitions / 2);
    }

    internal static string Word(bool passes) => passes ? "passed" : "missed";
}

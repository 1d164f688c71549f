using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Secrets;

/// <summary>Secrets in the files of an image: where they are looked for, and what is said of them.</summary>
public sealed class SecretScannerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SecretTemplate _template = new(11);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Tells_rule_line_and_mask_and_never_the_value()
    {
        var key = _template.Fill("AKIA<<[A-Z2-7]{16}>>");

        var document = await InspectAsync([new TarBytes().File("srv/app.env", $"A=1\nB=2\nKEY={key}\n")]);

        var finding = Secrets(document).ShouldHaveSingleItem();
        (finding.Path, finding.Layer, finding.Severity, finding.Rule, finding.DeletedIn).ShouldBe(("/srv/app.env", 0, Severity.High, "aws-access-key", null));
        finding.Reason.ShouldMatch(@"^AWS access key id: AKIA… \(20 characters, #[0-9a-f]{6}\), line 3$");
        Encoding.UTF8.GetString(document.ToJson()).ShouldNotContain(key);
    }

    [Fact]
    public async Task Finds_what_a_higher_layer_removed_or_wrote_again()
    {
        var (first, second) = (_template.Fill("ghp_<<base62-crc32>>"), _template.Fill("ghp_<<base62-crc32>>"));

        var document = await InspectAsync(
        [
            new TarBytes().File("srv/removed", first).File("srv/replaced", second),
            new TarBytes().Whiteout("srv/removed"),
            new TarBytes().File("srv/replaced", "nothing"),
        ]);

        Secrets(document).Select(finding => $"{finding.Path} {finding.Layer} {finding.DeletedIn}").ShouldBe(["/srv/removed 0 1", "/srv/replaced 0 2"], ignoreOrder: true);
    }

    [Fact]
    public async Task Finds_a_secret_wherever_in_a_large_file_it_lies()
    {
        // Around every place where one window ends and the next one starts.
        int[] places = [0, 1, 100, .. Enumerable.Range(0, 12).SelectMany(window => Enumerable.Range(-3, 7).Select(step => (window * 124 << 10) + (step * 1021))).Where(place => place > 0), 1_400_000];
        foreach (var place in places.Distinct())
        {
            var text = new string('-', place) + "\n" + _template.Fill("AKIA<<[A-Z2-7]{16}>>") + "\n" + new string('-', 1_400_000 - place);

            Scan.Facts(new TarBytes().File("srv/large.txt", text)).Findings.Count(finding => finding.Kind == FindingKinds.Secret).ShouldBe(1, $"at {place}");
        }
    }

    [Fact]
    public async Task Says_nothing_of_files_that_a_package_of_the_system_installed()
    {
        var key = _template.Fill("AKIA<<[A-Z2-7]{16}>>");
        var system = new DpkgSystem().Package("tool").File("usr/lib/tool/data.txt", Encoding.UTF8.GetBytes(key)).File("etc/tool.conf", Encoding.UTF8.GetBytes(key), isConfiguration: true);

        var untouched = await InspectAsync([system.ToTar()]);
        var changed = await InspectAsync([system.ToTar(), new TarBytes().File("etc/tool.conf", "key = " + key)]);

        Secrets(untouched).ShouldBeEmpty();
        Secrets(changed).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            finding => finding.Path.ShouldBe("/etc/tool.conf"), finding => finding.Layer.ShouldBe(1), finding => finding.Owner.ShouldBe("deb:tool"));
    }

    [Fact]
    public async Task Says_nothing_of_old_files_that_an_upgrade_left_in_a_lower_layer()
    {
        var old = new DpkgSystem().Package("tool").File("usr/lib/tool/data.txt", Encoding.UTF8.GetBytes(_template.Fill("AKIA<<[A-Z2-7]{16}>>")));
        var upgraded = new DpkgSystem().Package("tool", "2.0").File("usr/lib/tool/data.txt", "new"u8.ToArray());

        var document = await InspectAsync([old.ToTar(), upgraded.WriteDatabase(new TarBytes().File("usr/lib/tool/data.txt", "new"))]);

        Secrets(document).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("usr/share/doc/app/example.txt", Severity.Low)]
    [InlineData("srv/app/tests/fixtures/key.txt", Severity.Low)]
    [InlineData("srv/app/node_modules/x/key.txt", Severity.Low)]
    [InlineData("srv/app/key.txt", Severity.High)]
    public async Task A_place_for_examples_lowers_what_it_matters(string path, Severity severity)
    {
        var document = await InspectAsync([new TarBytes().File(path, _template.Fill("AKIA<<[A-Z2-7]{16}>>"))]);

        Secrets(document).ShouldHaveSingleItem().Severity.ShouldBe(severity);
    }

    [Fact]
    public async Task Tells_key_stores_by_their_names_and_leaves_binary_files_out()
    {
        byte[] binary = [0, 1, 2, 3, .. Encoding.ASCII.GetBytes(_template.Fill("\nAKIA<<[A-Z2-7]{16}>>\n"))];

        var document = await InspectAsync([new TarBytes().File("srv/app.bin", binary).File("srv/key.p12", binary).File("etc/ssl/certs/java/cacerts.jks", binary)]);

        Secrets(document).ShouldHaveSingleItem().ShouldSatisfyAllConditions(finding => finding.Path.ShouldBe("/srv/key.p12"), finding => finding.Rule.ShouldBe("key-store"));
    }

    [Fact]
    public async Task Finds_secrets_in_the_configuration_and_keeps_masks_of_them()
    {
        var (key, password, token) = (_template.Fill("AKIA<<[A-Z2-7]{16}>>"), _template.Fill("<<[A-Za-z]{6}[0-9]{4}>>"), _template.Fill("ghp_<<base62-crc32>>"));

        var document = await InspectAsync([new TarBytes().File("srv/x", "x")], image =>
        {
            image["config"] = new JsonObject
            {
                ["User"] = "1000",
                ["Env"] = new JsonArray("PATH=/bin", $"AWS_ACCESS_KEY_ID={key}", "SIGNING_SECRET=quiet", $"DATABASE_URL=postgres://app:{password}@db/app"),
                ["Labels"] = new JsonObject { ["org.example.token"] = token, ["org.example.name"] = "app" },
                ["Cmd"] = new JsonArray("app", "--port", "80"),
            };
            image["history"] = new JsonArray(
                new JsonObject { ["created_by"] = $"RUN |1 NPM_TOKEN=short1 /bin/sh -c git clone https://ci:{password}x@git.internal/a.git # buildkit" },
                new JsonObject { ["created_by"] = $"ENV AWS_ACCESS_KEY_ID={key}", ["empty_layer"] = true });
        });

        document.Findings.Where(finding => finding.Kind is FindingKinds.Secret or FindingKinds.ConfigSecretEnv).Select(finding => $"{finding.Kind} {finding.Path} {finding.Rule}").Order(StringComparer.Ordinal).ShouldBe(
        [
            "config-secret-env config.env.AWS_ACCESS_KEY_ID aws-access-key",
            "config-secret-env config.env.DATABASE_URL database-url",
            "config-secret-env config.env.SIGNING_SECRET ",
            "secret config.labels.org.example.token github-token",
            "secret history[0] ",
            "secret history[0] url-password",
        ]);
        var json = Encoding.UTF8.GetString(document.ToJson());
        foreach (var value in (string[])[key, password, token, "quiet", "short1"]) json.ShouldNotContain(value);
        document.Image.Config!.Env!.ShouldContain("PATH=/bin");
        document.Image.Config.Cmd.ShouldBe(["app", "--port", "80"]);
        document.Image.Labels["org.example.name"].ShouldBe("app");
        document.Image.Labels["org.example.token"].ShouldMatch(@"^ghp_… \(40 characters, #[0-9a-f]{6}\)$");
    }

    [Fact]
    public async Task Can_be_switched_off_and_on_whatever_is_remembered_of_the_layer()
    {
        var layer = new TarBytes().File("srv/key", _template.Fill("AKIA<<[A-Z2-7]{16}>>"));
        var (off, cache) = (new InspectOptions { Secrets = false }, new Remembered());

        Secrets(await InspectAsync([layer], options: off, cache: cache)).ShouldBeEmpty();
        Secrets(await InspectAsync([layer], cache: cache)).Count().ShouldBe(1);
        Secrets(await InspectAsync([layer], options: off, cache: cache)).ShouldBeEmpty();
        cache.Stored.ShouldBe(2);
    }

    [Fact]
    public async Task A_file_full_of_secrets_does_not_crowd_out_another()
    {
        var flood = string.Concat(Enumerable.Range(0, 500).Select(_ => _template.Fill("AKIA<<[A-Z2-7]{16}>>\n")));

        var document = await InspectAsync([new TarBytes().File("srv/flood", flood).File("srv/key", _template.Fill("ghp_<<base62-crc32>>"))]);

        Secrets(document).Count(finding => finding.Path == "/srv/flood").ShouldBe(50);
        Secrets(document).ShouldContain(finding => finding.Path == "/srv/key");
    }

    private static IEnumerable<Finding> Secrets(InspectionDocument document) => document.Findings.Where(finding => finding.Kind == FindingKinds.Secret);

    private async Task<InspectionDocument> InspectAsync(TarBytes[] layers, Action<JsonObject>? configure = null, InspectOptions? options = null, ILayerFactsCache? cache = null)
    {
        new LayoutBuilder(_directory.Path).Image("1", layers.Select(layer => layer.ToArray().Concat(new byte[1024]).ToArray()), configure).Write();
        await using var content = OciLayoutContent.OpenDirectory(_directory.Path, "1");
        return await new ImageInspector(TimeProvider.System).InspectAsync(content, options ?? InspectOptions.Default, cache, CancellationToken.None);
    }

    private sealed class Remembered : ILayerFactsCache
    {
        private readonly Dictionary<Digest, ReadOnlyMemory<byte>> _facts = [];

        public int Stored { get; private set; }

        public ValueTask<ReadOnlyMemory<byte>?> FindLayerAsync(Digest layer, int scannerVersion, CancellationToken cancellationToken) =>
            ValueTask.FromResult(_facts.TryGetValue(layer, out var facts) ? facts : (ReadOnlyMemory<byte>?)null);

        public Task StoreLayerAsync(Digest layer, int scannerVersion, ReadOnlyMemory<byte> facts, CancellationToken cancellationToken)
        {
            _facts[layer] = facts;
            Stored++;
            return Task.CompletedTask;
        }
    }
}

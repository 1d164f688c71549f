using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Pages;

namespace Plimsoll.Server.Tests.Api;

/// <summary>A registry that believes a vendor of apk packages and has a mirror of them.</summary>
public sealed class VendorRegistry : RegistryFixture
{
    private readonly TemporaryFolder _folder = new();

    protected override void Configure(ServerOptions options)
    {
        using var key = RSA.Create(2048);
        var path = Path.Combine(_folder.Path, "vendor.rsa.pub");
        File.WriteAllText(path, key.ExportSubjectPublicKeyInfoPem());
        var data = Pack([("usr/bin/greet", Encoding.ASCII.GetBytes(ContentApiTests.Program))], ends: true);
        var control = Pack([(".PKGINFO", Encoding.ASCII.GetBytes($"pkgname = greet\ndatahash = {Convert.ToHexStringLower(SHA256.HashData(data))}\n"))], ends: false);
        var signature = Pack([(".SIGN.RSA256.vendor.rsa.pub", key.SignData(control, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))], ends: false);
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "mirror", "x86_64")).FullName;
        File.WriteAllBytes(Path.Combine(folder, "greet-1.0-r0.apk"), [.. signature, .. control, .. data]);
        options.Vouching.VendorKeys.Add(path);
        options.Vouching.VendorMirrors.Add(Path.Combine(_folder.Path, "mirror"));
    }

    /// <summary>A gzip member with a tar; those that others follow have no end of their own.</summary>
    private static byte[] Pack((string Path, byte[] Content)[] files, bool ends)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            foreach (var (path, content) in files) writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(content) });
        }
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(tar.ToArray().AsSpan(0, (int)tar.Length - (ends ? 0 : 1024)));
        return packed.ToArray();
    }
}

/// <summary><c>/api/v1/content</c>, and what the page of an image says of it.</summary>
public sealed class ContentApiTests(VendorRegistry registry) : IClassFixture<VendorRegistry>
{
    internal const string Program = "#!/bin/sh\necho hello\n";

    private static readonly string Installed = $"C:Q1{Convert.ToBase64String(new byte[20])}\nP:greet\nV:1.0-r0\nA:x86_64\nL:MIT\nF:usr/bin\nR:greet\nZ:Q1{Convert.ToBase64String(CryptographicOperations.HashData(HashAlgorithmName.SHA1, Encoding.ASCII.GetBytes(Program)))}\n\n";

    private static readonly SampleLayer Whole = SampleLayer.Of(("etc/os-release", "ID=alpine\nVERSION_ID=3.19.1\n"), ("etc/apk/world", "greet\n"), ("usr/bin/greet", Program), ("lib/apk/db/installed", Installed));

    [Fact]
    public async Task Proves_the_content_of_an_image_and_shows_it()
    {
        await PushAsync("shop/whole", Whole);

        var report = (await ContentAsync("shop/whole")).Json;

        report.GetProperty("verdict").GetString().ShouldBe("verified", report.ToString());
        report.GetProperty("share").GetDouble().ShouldBe(100);
        report.GetProperty("packages")[0].GetProperty("signer").GetString().ShouldBe("apk:vendor.rsa.pub");
        var said = await registry.Wire.GetAsync("/api/v1/content/statement?image=shop/whole:1");
        for (var i = 0; i < 600 && said.Status == 404; i++, said = await registry.Wire.GetAsync("/api/v1/content/statement?image=shop/whole:1")) await Task.Delay(100);
        said.Expect(200).Json.GetProperty("predicate").GetProperty("share").GetDouble().ShouldBe(100);
        said.Json.GetProperty("verdict").GetString().ShouldBe("verified");
        (await registry.Wire.GetAsync("/r/shop/whole:1")).Expect(200).Text.ShouldContain("vendor content 100.0 % unmodified");
    }

    [Fact]
    public async Task Names_an_altered_file_by_package_and_path()
    {
        await PushAsync("shop/altered", Whole, SampleLayer.Of(("usr/bin/greet", "#!/bin/sh\necho altered\n")));

        var report = (await ContentAsync("shop/altered")).Json;

        report.GetProperty("verdict").GetString().ShouldBe("refused");
        var file = report.GetProperty("listed")[0];
        (file.GetProperty("verdict").GetString(), file.GetProperty("package").GetString(), file.GetProperty("path").GetString(), file.GetProperty("layer").GetInt32()).ShouldBe(("modified", "greet", "/usr/bin/greet", 1));
        (await registry.Wire.GetAsync("/r/shop/altered:1")).Expect(200).Text.ShouldContain("/usr/bin/greet");
    }

    private async Task<Answer> ContentAsync(string repository)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            var answer = (await registry.Wire.GetAsync($"/api/v1/content?image={repository}:1")).Expect(200, 202);
            if (answer.Status == 200) return answer;
            await Task.Delay(50, patience.Token);
        }
    }

    private async Task PushAsync(string repository, params SampleLayer[] layers)
    {
        var wire = new RepositoryOnWire(registry.Wire, repository);
        var config = ImageBuilder.Json(JsonSerializer.Serialize(new { architecture = "amd64", os = "linux", author = ImageBuilder.Unique(), rootfs = new { type = "layers", diff_ids = layers.Select(l => l.DiffId) } }), MediaTypes.OciConfig);
        foreach (var blob in layers.Select(l => l.Content).Append(config)) await wire.PushAsync(blob);
        (await wire.PutAsync(ImageBuilder.Image(config.Descriptor, layers.Select(l => l.Content.Descriptor)), "1")).Expect(201);
    }
}

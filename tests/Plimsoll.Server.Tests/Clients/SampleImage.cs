using System.Security.Cryptography;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>An image of two layers in an OCI layout, made by umoci: <c>/opt/words</c>, 900 KB of noise in <c>/opt/noise</c>, one label.</summary>
internal sealed class SampleImage
{
    private SampleImage(string layout, string digest, byte[] noise) => (Layout, Digest, Noise) = (layout, digest, noise);

    /// <summary>The folder of the layout; its only tag is <c>1</c>.</summary>
    public string Layout { get; }

    /// <summary>Digest of its manifest, as umoci wrote it.</summary>
    public string Digest { get; }

    /// <summary>What <c>/opt/noise</c> holds.</summary>
    public byte[] Noise { get; }

    /// <summary>Makes one; no two are alike.</summary>
    public static async Task<SampleImage> MakeAsync(Workbench bench, string name = "layout", string architecture = "amd64")
    {
        var noise = RandomNumberGenerator.GetBytes(900_000);
        Directory.CreateDirectory(bench["root/opt"]);
        await File.WriteAllBytesAsync(bench["root/opt/noise"], noise);
        await File.WriteAllTextAsync(bench["root/opt/words"], "words in " + architecture);
        await bench.RunLineAsync($"umoci init --layout {name}");
        await bench.RunLineAsync($"umoci new --image {name}:1");
        foreach (var file in new[] { "words", "noise" })
        {
            await bench.RunLineAsync($"tar --owner=0 --group=0 -C root -cf {file}.tar opt/{file}");
            await bench.RunLineAsync($"umoci raw add-layer --image {name}:1 {file}.tar");
        }
        await bench.RunLineAsync($"umoci config --image {name}:1 --os linux --architecture {architecture} --config.cmd /opt/words --config.label line=plimsoll");
        await bench.RunLineAsync($"umoci gc --layout {name}");
        var index = await File.ReadAllTextAsync(Path.Combine(bench[name], "index.json"));
        return new SampleImage(bench[name], Workbench.Field(index, "manifests/0/digest"), noise);
    }

    /// <summary>Names of the blobs of a layout or of a copy of it, with their own SHA-256 to prove them.</summary>
    public static IReadOnlyList<string> ProvenBlobs(string layout)
    {
        var blobs = new List<string>();
        foreach (var file in Directory.GetFiles(Path.Combine(layout, "blobs", "sha256")))
        {
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))).ShouldBe(Path.GetFileName(file));
            blobs.Add(Path.GetFileName(file));
        }
        blobs.Sort(StringComparer.Ordinal);
        return blobs;
    }
}

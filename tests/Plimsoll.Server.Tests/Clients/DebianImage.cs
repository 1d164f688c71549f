namespace Plimsoll.Server.Tests.Clients;

/// <summary>A package as <c>dpkg-query</c> lists it.</summary>
internal sealed record DebianPackage(string Name, string Version, string Architecture) : IComparable<DebianPackage>
{
    public int CompareTo(DebianPackage? other) => string.CompareOrdinal(ToString(), other?.ToString());

    public override string ToString() => $"{Name} {Version} {Architecture}";
}

/// <summary>
/// A Debian system made by mmdebstrap as the first layer of an image; in the second layer, dpkg removed one package and installed another, and umoci wrote the
/// difference. What is inside is what <c>dpkg-query</c> says about the unpacked result.
/// </summary>
public sealed class DebianImage : IAsyncLifetime
{
    private const string Removed = "ncurses-bin";
    private const string Added = "hello";

    /// <summary>The tools and their home; the image is <c>layout:1</c> in it.</summary>
    internal Workbench Bench { get; } = new();

    /// <summary>What dpkg-query lists.</summary>
    internal IReadOnlyList<DebianPackage> Packages { get; private set; } = [];

    /// <summary>Packages that the second layer brought.</summary>
    internal static IReadOnlyList<string> OfSecondLayer { get; } = [Added];

    public async ValueTask InitializeAsync()
    {
        var target = (await Bench.PipeAsync("apt-get indextargets --format '$(SITE) $(CODENAME)' 'Created-By: Packages' | grep -v -e security -e updates -e backports | head -n 1")).Split(' ');
        await Bench.RunAsync("mmdebstrap", "--quiet", "--mode=root", "--variant=essential", target[1], "base.tar", $"deb {target[0]} {target[1]} main");
        await Bench.RunLineAsync("umoci init --layout layout");
        await Bench.RunLineAsync("umoci new --image layout:base");
        await Bench.RunLineAsync("umoci raw add-layer --image layout:base base.tar");
        await Bench.RunLineAsync("umoci unpack --image layout:base bundle");
        await Bench.RunLineAsync($"apt-get -qq download {Added}");
        await Bench.RunLineAsync($"dpkg --root=bundle/rootfs --purge --force-remove-essential --force-depends {Removed}");
        await Bench.PipeAsync($"dpkg --root=bundle/rootfs --install --force-depends {Added}_*.deb");
        await Bench.RunLineAsync("umoci repack --image layout:1 bundle");

        var listed = await Bench.RunAsync("dpkg-query", "--admindir=bundle/rootfs/var/lib/dpkg", "-W", "-f", "${db:Status-Status} ${Package} ${Version} ${Architecture}\n");
        Packages = [.. listed.Split('\n').Select(line => line.Split(' ')).Where(words => words[0] == "installed").Select(words => new DebianPackage(words[1], words[2], words[3])).Order()];
        Packages.Count.ShouldBeGreaterThan(40);
        Packages.ShouldContain(package => package.Name == Added);
        Packages.ShouldNotContain(package => package.Name == Removed);
    }

    public ValueTask DisposeAsync()
    {
        Bench.Dispose();
        return ValueTask.CompletedTask;
    }
}

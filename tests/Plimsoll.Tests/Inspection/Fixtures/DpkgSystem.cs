using System.Security.Cryptography;
using System.Text;

namespace Plimsoll.Tests.Inspection.Fixtures;

/// <summary>Makes the files of a small Debian system: what its packages install, and what dpkg writes about it.</summary>
internal sealed class DpkgSystem
{
    private readonly List<(string Package, string Path, byte[] Content, int Mode, bool IsConfiguration)> _files = [];
    private readonly List<(string Name, string Version)> _packages = [];

    /// <summary>Adds a package with its copyright file.</summary>
    public DpkgSystem Package(string name, string version = "1.0")
    {
        _packages.Add((name, version));
        return File($"usr/share/doc/{name}/copyright", Encoding.UTF8.GetBytes($"The licence of {name}\n"));
    }

    /// <summary>Adds a file to the package that was added last.</summary>
    public DpkgSystem File(string path, byte[] content, int mode = 0x1a4, bool isConfiguration = false)
    {
        _files.Add((_packages[^1].Name, path, content, mode, isConfiguration));
        return this;
    }

    /// <summary>The layer that debootstrap would make, with the top directories merged into usr; dpkg lists the files by their old places.</summary>
    public TarBytes ToTar()
    {
        var tar = new TarBytes().Symlink("bin", "usr/bin").Symlink("lib", "usr/lib").File("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n").Directory("tmp");
        foreach (var (_, path, content, mode, _) in _files) tar.Entry(path, '0', content, mode: mode);
        return WriteDatabase(tar);
    }

    /// <summary>Only what dpkg writes.</summary>
    public TarBytes WriteDatabase(TarBytes tar)
    {
        tar.File("var/lib/dpkg/status", string.Join('\n', _packages.Select(package => Stanza(package.Name, package.Version))));
        foreach (var (name, _) in _packages)
        {
            var files = _files.Where(file => file.Package == name).ToList();
            tar.File($"var/lib/dpkg/info/{name}.list", "/.\n/usr\n" + string.Concat(files.Select(file => $"/{file.Path.Replace("usr/bin/", "bin/", StringComparison.Ordinal)}\n")));
            tar.File($"var/lib/dpkg/info/{name}.md5sums", string.Concat(files.Where(file => !file.IsConfiguration)
                .Select(file => $"{Md5(file.Content)}  {file.Path.Replace("usr/bin/", "bin/", StringComparison.Ordinal)}\n")));
        }
        return tar;
    }

    private static string Md5(byte[] content) => Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, content));

    private string Stanza(string name, string version)
    {
        var configuration = _files.Where(file => file.Package == name && file.IsConfiguration).Select(file => $" /{file.Path} {Md5(file.Content)}\n").ToList();
        return $"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\n" + (configuration.Count == 0 ? "" : "Conffiles:\n" + string.Concat(configuration));
    }
}

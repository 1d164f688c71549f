using System.Security.Cryptography;
using System.Text;

namespace Plimsoll.Tests.Inspection.Fixtures;

/// <summary>Makes the files of a small Alpine system, and the database that apk writes about it (apk-tools, src/database.c, apk_db_fdb_write).</summary>
internal sealed class ApkSystem
{
    private readonly List<(string Name, string Version, string Licence, string Fields)> _packages = [];
    private readonly List<(int Package, string Path, byte[] Content, string? Link, int Mode, string Checksum)> _files = [];

    /// <summary>Adds a package.</summary>
    public ApkSystem Package(string name, string version, string licence, string fields = "")
    {
        _packages.Add((name, version, licence, fields));
        return this;
    }

    /// <summary>Adds a file to the package that was added last.</summary>
    public ApkSystem File(string path, byte[] content, int mode = 0x1a4, string? checksum = null)
    {
        _files.Add((_packages.Count - 1, path, content, null, mode, checksum ?? Sha1(content)));
        return this;
    }

    /// <summary>Adds a link, whose checksum is that of its target.</summary>
    public ApkSystem Link(string path, string target)
    {
        _files.Add((_packages.Count - 1, path, [], target, 0x1ff, Sha1(Encoding.UTF8.GetBytes(target))));
        return this;
    }

    /// <summary>The database.</summary>
    public byte[] Database()
    {
        var text = new StringBuilder();
        for (var i = 0; i < _packages.Count; i++)
        {
            var (name, version, licence, fields) = _packages[i];
            text.Append($"C:{Sha1(Encoding.UTF8.GetBytes(name))}\nP:{name}\nV:{version}\nA:x86_64\nS:1\nI:1\nT:{name}\nU:https://example.invalid/\nL:{licence}\n");
            if (!fields.Contains("o:", StringComparison.Ordinal)) text.Append($"o:{name}\n");
            text.Append($"m:Test <test@example.invalid>\nt:1700000000\nc:0123456789abcdef\nD:so:libc.musl-x86_64.so.1\np:cmd:{name}={version}\n").Append(fields);
            foreach (var directory in _files.Where(file => file.Package == i).GroupBy(file => Path.GetDirectoryName(file.Path)!))
            {
                text.Append($"F:{directory.Key}\n");
                foreach (var file in directory)
                {
                    text.Append($"R:{Path.GetFileName(file.Path)}\n");
                    if (file.Mode != 0x1a4) text.Append($"a:0:0:{Convert.ToString(file.Mode, 8)}\n");
                    text.Append($"Z:{file.Checksum}\n");
                }
            }
            text.Append('\n');
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The layer.</summary>
    /// <param name="place">Where the database lies.</param>
    public TarBytes ToTar(string place = "lib/apk/db/installed")
    {
        var tar = new TarBytes().File("etc/os-release", "ID=alpine\nVERSION_ID=3.19.1\n").File("etc/apk/world", "");
        foreach (var (_, path, content, link, mode, _) in _files) _ = link is null ? tar.Entry(path, '0', content, mode: mode) : tar.Symlink(path, link);
        return tar.File(place, Database());
    }

    public static string Sha1(byte[] content) => "Q1" + Convert.ToBase64String(CryptographicOperations.HashData(HashAlgorithmName.SHA1, content));
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Plimsoll.Tests.Inspection.Fixtures;

/// <summary>
/// A root file system with packages that rpmbuild built and rpm installed: several versions side by side, epochs, many files, odd names, files of every kind,
/// a signature and the key that made it.
/// </summary>
public sealed class RpmSystem : IDisposable
{
    public const string Directory = "usr/lib/sysimage/rpm";

    private const string Spec = """
        Name: openssl-libs
        Version: 3.0.7
        Release: 27.el9
        Epoch: 1
        Summary: s
        License: ASL 2.0
        Vendor: Test Vendor
        ModularityLabel: openssl:3:920240101:abcdef
        %global debug_package %{nil}
        %global _build_id_links none
        %description
        d
        %package -n bash
        Version: 5.1.8
        Release: %{bash}
        Epoch: 0
        Summary: s
        License: GPLv3+
        %description -n bash
        d
        %package -n tzdata
        Version: 2024a
        Release: 1.el9
        Summary: s
        License: Public Domain
        BuildArch: noarch
        %description -n tzdata
        d
        %package -n empty
        Summary: s
        License: MIT AND (Apache-2.0 OR BSD-3-Clause)
        %description -n empty
        d
        %package -n many-files
        Summary: s
        License: MIT
        %description -n many-files
        d
        %install
        cd %{buildroot}
        mkdir -p usr/bin usr/lib etc usr/share/licenses usr/share/doc/bash usr/share/many usr/share/zoneinfo var/log
        printf '#!/bin/sh\necho bash %{bash}\n' > usr/bin/bash
        ln -s bash usr/bin/sh
        echo 'key=1' > etc/bashrc
        echo doc > usr/share/doc/bash/README
        echo licence > usr/share/licenses/COPYING
        printf '#!/bin/sh\necho helper\n' > usr/bin/helper
        echo cache > usr/lib/ssl.cache
        touch var/log/ssl.log
        echo zone > "usr/share/zoneinfo/Größe mit Leerzeichen"
        for i in $(seq 1 600); do mkdir -p usr/share/many/$((i / 20)); echo $i > usr/share/many/$((i / 20))/file-$i; done
        %files
        %license /usr/share/licenses/COPYING
        %verify(not md5 size mtime) /usr/lib/ssl.cache
        %ghost /var/log/ssl.log
        %attr(4755, root, root) /usr/bin/helper
        %files -n bash
        %config(noreplace) /etc/bashrc
        %attr(755, root, root) /usr/bin/bash
        /usr/bin/sh
        %doc /usr/share/doc/bash/README
        %files -n tzdata
        /usr/share/zoneinfo
        %files -n empty
        %files -n many-files
        /usr/share/many

        """;

    private const string Kernel = """
        Name: kernel-core
        Version: 5.14.0
        Release: %{kernel}
        Summary: s
        License: GPLv2
        %description
        d
        %files

        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly TemporaryDirectory _keys = new();

    public RpmSystem() : this(signsAll: false)
    {
    }

    /// <summary>Makes the system.</summary>
    /// <param name="signsAll">True to sign all packages; false to sign only bash.</param>
    internal RpmSystem(bool signsAll)
    {
        var (main, kernel) = (_directory.Write("main.spec", Encoding.UTF8.GetBytes(Spec)), _directory.Write("kernel.spec", Encoding.UTF8.GetBytes(Kernel)));
        Build(main, "bash 6.el9_1");
        Build(kernel, "kernel 427.el9");
        Build(kernel, "kernel 503.el9");
        Sign(signsAll);
        System.IO.Directory.CreateDirectory(Root);
        Rpm(["-i", "--nodeps", "--noscripts", .. Packages()]);
        Rpm("--import", KeyFile);
        _directory.Write("root/etc/os-release", "ID=\"rocky\"\nVERSION_ID=\"9.4\"\nID_LIKE=\"rhel centos fedora\"\n"u8.ToArray());
        Sqlite = File.ReadAllBytes(Path.Combine(Root, Directory, "rpmdb.sqlite"));
        Headers = SplitHeaders(Run("rpmdb", "--exportdb"));
        Layer = Tool.Run("tar", ["-c", "--exclude=*.sqlite-*", "--exclude=.rpm.lock", "-C", Root, "."]);
    }

    /// <summary>The unpacked root.</summary>
    public string Root => Path.Combine(_directory.Path, "root");

    /// <summary>The root as a layer.</summary>
    public byte[] Layer { get; }

    /// <summary>The database as rpm wrote it.</summary>
    public byte[] Sqlite { get; }

    /// <summary>The headers as rpm exports them.</summary>
    public IReadOnlyList<byte[]> Headers { get; }

    /// <summary>The key of the signature, in binary.</summary>
    public byte[] Key => Tool.Run("gpg", ["--homedir", KeyRing, "--export"]);

    private string KeyFile => Path.Combine(_directory.Path, "key.asc");

    /// <summary>Nobody else may look into it, or gpg complains.</summary>
    private string KeyRing => _keys.Path;

    /// <summary>Lines that rpm prints for a query format.</summary>
    public string[] Lines(string format) => Encoding.UTF8.GetString(Run("rpm", "-qa", "--qf", format)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The same headers in a hash table of Berkeley DB, written by its own db_load.</summary>
    public byte[] Berkeley(int pageSize, bool isBigEndian = false)
    {
        var path = Path.Combine(_directory.Path, Path.GetRandomFileName());
        var dump = new StringBuilder($"VERSION=3\nformat=bytevalue\ntype=hash\ndb_pagesize={pageSize}\ndb_lorder={(isBigEndian ? 4321 : 1234)}\nHEADER=END\n");
        Add(dump, 0, Number(Headers.Count));
        for (var i = 0; i < Headers.Count; i++) Add(dump, i + 1, Headers[i]);
        Tool.Run("db_load", [path], Encoding.ASCII.GetBytes(dump.Append("DATA=END\n").ToString()));
        return File.ReadAllBytes(path);
    }

    /// <summary>Builds another release of bash and gives the root in which it replaced the old one, with one package removed.</summary>
    public byte[] Upgrade()
    {
        Build(Path.Combine(_directory.Path, "main.spec"), "bash 7.el9_2");
        Rpm(["-U", "--nodeps", "--noscripts", .. Packages().Where(package => package.Contains("bash-5.1.8-7"))]);
        Rpm("-e", "--nodeps", "empty");
        return Tool.Run("tar", ["-c", "-C", Root, $"{Directory}/rpmdb.sqlite", "usr/bin/bash"]);
    }

    public void Dispose()
    {
        _directory.Dispose();
        _keys.Dispose();
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static void Add(StringBuilder dump, int key, byte[] value) =>
        dump.Append(CultureInfo.InvariantCulture, $" {Convert.ToHexStringLower(Number(key))}\n {Convert.ToHexStringLower(value)}\n");

    /// <summary>Each header has eight bytes in front that the databases leave out.</summary>
    private static List<byte[]> SplitHeaders(byte[] export)
    {
        var headers = new List<byte[]>();
        for (var at = 0; at < export.Length;)
        {
            var size = 8 + (16 * BinaryPrimitives.ReadInt32BigEndian(export.AsSpan(at + 8))) + BinaryPrimitives.ReadInt32BigEndian(export.AsSpan(at + 12));
            headers.Add(export.AsSpan(at + 8, size).ToArray());
            at += 8 + size;
        }
        return headers;
    }

    private void Build(string spec, string definition) =>
        Tool.Run("rpmbuild", ["-bb", "--quiet", "-D", $"_topdir {_directory.Path}/top", "-D", "_buildhost test", "-D", definition, spec]);

    private IEnumerable<string> Packages() => System.IO.Directory.EnumerateFiles(Path.Combine(_directory.Path, "top", "RPMS"), "*.rpm", SearchOption.AllDirectories);

    private void Sign(bool all)
    {
        Tool.Run("gpg", ["--homedir", KeyRing, "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "Test <test@example.invalid>", "rsa2048", "sign", "never"]);
        File.WriteAllBytes(KeyFile, Tool.Run("gpg", ["--homedir", KeyRing, "--armor", "--export"]));
        Tool.Run("rpmsign", ["-D", "_gpg_name test@example.invalid", "-D", "__gpg /usr/bin/gpg", "-D", $"_gpg_path {KeyRing}", "--addsign", .. Packages().Where(package => all || package.Contains("bash-5"))]);
        Tool.Run("gpgconf", ["--homedir", KeyRing, "--kill", "all"]);
    }

    private void Rpm(params string[] arguments) => Run("rpm", arguments);

    private byte[] Run(string program, params string[] arguments) => Tool.Run(program, ["--root", Root, "-D", $"_dbpath /{Directory}", .. arguments]);
}
